import test from 'ava';
import { freezeAudience } from '#domain/campaigns/freeze.ts';
import { campaignAnalytics } from '#domain/campaigns/analytics.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { recordEvents, type TrackedEvent } from '#domain/tracking/record-events.ts';
import { makeAudience } from '../../../bench/audience.ts';
import { approvedCampaign } from '../../_support/campaigns.ts';
import { testContext, testServices } from '../../_support/services.ts';

test('one scanner that follows five links is no click of a person; a person is one, also beside it', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const tag = await makeAudience(services, ctx, 4, 'marketing');
  const campaign = await approvedCampaign(services, ctx, { tag });
  await freezeAudience(services, ctx, campaign);
  const ids = await services.db.withTenant(ctx, async (trx) => {
    await trx.raw(`update messages set status = 'sent', sent_at = now() - interval '1 hour',
      consent_event_id = (select id from consent_events limit 1)`);
    const rows: { id: string }[] = await trx('messages').orderBy('ordinal').select('id');
    return rows.map(({ id }) => id);
  });
  const [scanned = '', read = '', both = '', apple = ''] = ids;
  const visit = (
    messageId: string,
    type: TrackedEvent['type'],
    secondsAgo: number,
    link?: string,
    by: TrackedEvent['by'] = 'human',
  ): TrackedEvent => ({
    tenantId: ctx.tenantId,
    messageId,
    type,
    by,
    ...(link ? { link } : {}),
    arrived: performance.now() - secondsAgo * 1000,
  });
  const scan = (id: string) =>
    [0, 1, 2, 3, 4].map((i) => visit(id, 'clicked', 3000 - i * 0.2, `https://example.com/${i}`));
  // In one batch and by single ones: the first click looks like a person's until the others come.
  await recordEvents(services, scan(scanned));
  for (const one of scan(both)) await recordEvents(services, [one]);
  await recordEvents(services, [
    visit(both, 'opened', 100),
    visit(both, 'clicked', 60, 'https://example.com/1'),
    visit(read, 'opened', 200),
    visit(read, 'clicked', 100, 'https://example.com/1'),
    visit(apple, 'opened', 3000, undefined, 'machine'),
  ]);
  t.like(await campaignAnalytics(services, ctx, campaign.id), {
    opened: 3,
    opened_by_machines: 1,
    opens: { human: 2, machine: 1, unknown: 0 },
    clicked: 3,
    clicked_by_machines: 1,
    clicks: { human: 2, machine: 1, unknown: 0 },
  });
  const message = await getMessage(services, ctx, scanned, false);
  t.like(message, { opened_by: null, clicked_by: 'machine' });
  t.deepEqual(
    new Set(message.events?.flatMap((e) => (e.type === 'clicked' ? [e.detail?.['by']] : []))),
    new Set(['machine']),
  );
  t.like(await getMessage(services, ctx, both, false), { opened_by: 'human', clicked_by: 'human' });
});
