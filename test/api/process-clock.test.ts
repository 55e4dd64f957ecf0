import test, { type ExecutionContext } from 'ava';
import { freezeAudience } from '#domain/campaigns/freeze.ts';
import { newCampaign } from '#domain/campaigns/contract.ts';
import { scheduleCampaign } from '#domain/campaigns/control.ts';
import { createCampaign } from '#domain/campaigns/edit.ts';
import { advanceRotation } from '#domain/keys/rotation-steps.ts';
import { startRotation } from '#domain/keys/start-rotation.ts';
import { advanceExport } from '#domain/privacy/export/advance.ts';
import { requestExport } from '#domain/privacy/export/request.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { recordEvents } from '#domain/tracking/record-events.ts';
import { createTemplate } from '#domain/templates/create.ts';
import { newId } from '#lib/ids.ts';
import { testApi } from '../_support/api.ts';
import { standingClock } from '../_support/clock.ts';
import { grantConsent } from '../_support/consent.ts';
import { identityServer } from '../_support/identity.ts';
import { sendTo } from '../_support/messages.ts';
import { setProcessClock } from '../_support/process-clock.ts';
import { testContext, testServices } from '../_support/services.ts';
import { until } from '../_support/until.ts';
import { receiveCode } from '../_support/verification.ts';
import { delivered, hiddenOf, solved, visitor } from '../_support/visitor.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const trueNow = Date.now;

test.afterEach.always(() => setProcessClock(0));

/** Runs the same with this process' clock an hour ahead of the database's, and an hour behind it. */
const anHourOff = (title: string, run: (t: ExecutionContext) => Promise<void>): void => {
  for (const [word, off] of [
    ['ahead', HOUR],
    ['behind', -HOUR],
  ] as const) {
    test.serial(`an hour ${word}: ${title}`, async (t) => {
      setProcessClock(off);
      t.true(Math.abs(Date.now() - trueNow() - off) < MINUTE);
      await run(t);
    });
  }
};

/** Within a minute of so many milliseconds from now. */
const isIn = (t: ExecutionContext, at: string | Date | null, ms: number): void => {
  t.true(Math.abs(new Date(at ?? 0).getTime() - trueNow() - ms) < MINUTE, String(at));
};

anHourOff('a code lives ten minutes, no longer', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const start = () => tenant.call('POST', '/verifications', { channel: 'sms', to: '+12015550123' });
  const made = await start();
  t.like(made.body, { status: 'pending' });
  isIn(t, made.body.expires_at, 10 * MINUTE);
  const again = await tenant.call('POST', `/verifications/${made.body.id}/resend`);
  t.is(again.status, 429);
  t.true(Number(again.headers.get('retry-after')) <= 30);
  const code = await receiveCode(api, tenant, made.body.id);
  t.like(await tenant.call('GET', `/verifications/${made.body.id}`), {
    body: { status: 'pending' },
  });
  const checked = await tenant.call('POST', `/verifications/${made.body.id}/check`, { code });
  t.like(checked.body, { status: 'approved' });
  isIn(t, (await tenant.call('GET', `/verifications/${made.body.id}`)).body.finished_at, 0);

  const late = await start();
  const its = await receiveCode(api, tenant, late.body.id);
  await api.services.db.withTenant(tenant.context, (trx) =>
    trx('verifications').where({ id: late.body.id }).update({ expires_at: trx.fn.now() }),
  );
  t.like(await tenant.call('GET', `/verifications/${late.body.id}`), {
    body: { status: 'expired' },
  });
  const tried = await tenant.call('POST', `/verifications/${late.body.id}/check`, { code: its });
  t.like(tried.body, { status: 'expired' });
});

anHourOff('a form, its mail and its link work, and the consent is of now', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const hidden = hiddenOf((await web.get(`${web.base}/opt-in?channel=email`)).text);
  const purposes = await services.db.withTenant(context, (trx) => trx('purposes').pluck('key'));
  const answer = await web.post(`${web.base}/opt-in`, {
    ...hidden,
    altcha: await solved(hidden['ticket'] ?? ''),
    address: 'amina@example.com',
    purposes: purposes.slice(0, 1),
  });
  t.is(answer.status, 303, answer.text);
  const id = new URL(answer.location, web.url).searchParams.get('id') ?? '';
  const { link } = await delivered(services, context, id);
  t.regex((await web.get(link)).text, /Confirm/);
  await web.post(link, {});
  const consents = await services.db.withTenant(context, (trx) => trx('consents').select('*'));
  t.is(consents.length, 1);
  t.is(consents[0].state, 'granted');
  isIn(t, consents[0].captured_at, 0);
});

anHourOff('the ticket of a form page lives an hour, no longer', async (t) => {
  const { clock, pass } = standingClock();
  const web = await visitor(t, { clock });
  const purposes = await web.services.db.withTenant(web.context, (trx) =>
    trx('purposes').pluck('key'),
  );
  const submit = async (wait: number): Promise<number> => {
    const hidden = hiddenOf((await web.get(`${web.base}/opt-in?channel=email`)).text);
    const altcha = await solved(hidden['ticket'] ?? '');
    pass(wait);
    const fields = {
      ...hidden,
      altcha,
      address: `${newId()}@example.com`,
      purposes: purposes.slice(0, 1),
    };
    return (await web.post(`${web.base}/opt-in`, fields)).status;
  };
  t.is(await submit(59 * MINUTE), 303);
  t.is(await submit(61 * MINUTE), 422);
});

anHourOff('what was captured half an hour from now is in the future', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const ask = (captured_at: Date) =>
    tenant.call('POST', '/consents/opt-in', {
      email: `${newId()}@example.com`,
      channel: 'email',
      purpose: 'marketing',
      source: 'web_form',
      wording: 'Yes, news.',
      evidence: { captured_at: captured_at.toISOString() },
    });
  t.is((await ask(new Date(trueNow()))).status, 202);
  t.is((await ask(new Date(trueNow() + 30 * MINUTE))).status, 422);
});

anHourOff('the link of a copy works for seven days', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const { contactId } = await grantConsent(services, ctx, { channel: 'email', address: 'amina@example.com', purpose: 'marketing' }); // prettier-ignore
  const { id } = await requestExport(services, ctx, { contact_id: contactId });
  t.like(await advanceExport(services, ctx, id, { processors: [] }), { status: 'ready' });
  const view = await services.db.withTenant(ctx, (trx) =>
    trx('privacy_exports').where({ id }).first('expires_at'),
  );
  isIn(t, view.expires_at, 7 * 24 * HOUR);
  await services.db.withTenant(ctx, (trx) =>
    trx('privacy_exports')
      .where({ id })
      .update({ expires_at: trx.raw(`now() + interval '30 minutes'`) }),
  );
  const waiting = await advanceExport(services, ctx, id, { processors: [] });
  t.is(waiting.status, 'ready');
  t.true(Math.abs(waiting.waitMs - 30 * MINUTE) < MINUTE);
});

anHourOff('a campaign starts at its time', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await grantConsent(services, ctx, {
    channel: 'sms',
    address: '+12015550177',
    purpose: 'marketing',
  });
  await services.db.withTenant(ctx, (trx) => trx('contacts').update({ tags: ['all'] }));
  const { id: template_id } = await createTemplate(services, ctx, {
    name: 'Winter list',
    channel: 'sms',
    category: 'promotional',
    body: 'News. {{ opt_out }}',
  });
  const begin = async (at: Date | undefined) => {
    const draft = newCampaign.parse({
      name: newId(),
      channel: 'sms',
      purpose: 'marketing',
      template_id,
      audience: { tags: ['all'] },
    });
    const { id } = await createCampaign(services, ctx, draft);
    await scheduleCampaign(services, ctx, id, at);
    return freezeAudience(services, ctx, { id, run: 1 });
  };
  t.like(await begin(undefined), { status: 'sending', people: 1 });
  const later = await begin(new Date(trueNow() + 30 * MINUTE));
  t.is(later.status, 'scheduled');
  t.true(Math.abs(later.waitMs - 30 * MINUTE) < MINUTE);
});

anHourOff('a new key is used a minute after it was announced, by everybody', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const { id } = await startRotation(services, ctx, { kind: 'data', keep_days: 30 });
  const { waitMs } = await advanceRotation(services, ctx, id);
  t.true(waitMs > 0 && waitMs <= 62_000, String(waitMs));
  await services.keyring.refresh();
  t.is((await services.keyring.keys(ctx)).data.version, 1);
  await services.db.withRetentionRole(ctx, (trx) =>
    trx('tenant_keys')
      .where({ version: 2 })
      .update({ active_from: trx.fn.now(), changed_at: trx.fn.now() }),
  );
  await services.keyring.refresh();
  t.is((await services.keyring.keys(ctx)).data.version, 2);
});

anHourOff(
  'a click within a moment of the sending is a scanner’s, a later one is not',
  async (t) => {
    const services = await testServices(t);
    const ctx = await testContext(services);
    const person = {
      channel: 'email' as const,
      address: 'amina@example.com',
      purpose: 'marketing',
    };
    await grantConsent(services, ctx, person);
    const { tenantId } = ctx;
    const clicked = async (ago: string) => {
      const { id: messageId } = await sendTo(services, ctx, person);
      await services.db.withTenant(ctx, (trx) =>
        trx('messages')
          .where({ id: messageId })
          .update({ status: 'sent', sent_at: trx.raw('now() - ?::interval', [ago]) }),
      );
      await recordEvents(services, [
        { tenantId, messageId, type: 'clicked', by: 'human', arrived: performance.now() },
      ]);
      return (await getMessage(services, ctx, messageId, false)).clicked_by;
    };
    t.is(await clicked('2 minutes'), 'human');
    t.is(await clicked('0 seconds'), 'machine');
  },
);

anHourOff('an API key ends when it was said to', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const make = (ms: number) =>
    owner.call('POST', '/api-keys', {
      name: 'ends',
      scopes: ['organization:read'],
      expires_at: new Date(trueNow() + ms).toISOString(),
    });
  const made = await make(30 * MINUTE);
  t.is(made.status, 201);
  isIn(t, made.body.expires_at, 30 * MINUTE);
  const use = () =>
    server.call('GET', '/organizations/me', undefined, {
      authorization: `Bearer ${made.body.key}`,
    });
  t.is((await use()).status, 200);
  t.is((await make(-30 * MINUTE)).status, 422);
  await server.expireKey(made.body.id);
  await until(async () => (await use()).status === 401);
});
