import { MockActivityEnvironment } from '@temporalio/testing';
import type { ExecutionContext } from 'ava';
import { newCampaign } from '#domain/campaigns/contract.ts';
import { scheduleCampaign } from '#domain/campaigns/control.ts';
import { createCampaign } from '#domain/campaigns/edit.ts';
import { campaignProgress } from '#domain/campaigns/progress.ts';
import type { CampaignStands } from '#domain/campaigns/stands.ts';
import type { Context, Services } from '#domain/context.ts';
import { createTemplate } from '#domain/templates/create.ts';
import { newId } from '#lib/ids.ts';
import { createCampaignActivities } from '../../activities/campaigns/index.ts';
import type { ActivityDeps } from '../../activities/deps.ts';

const BODY =
  '<p>Hello {{ contact.first_name | default: "there" }}</p>' +
  '<p><a href="https://example.com/?a=1&amp;b=2">Look</a> <a href="{{ unsubscribe_url }}">Stop</a></p>';

export type CampaignOptions = {
  purpose?: 'marketing' | 'service';
  channel?: 'sms' | 'email';
  rate?: number;
  /** The message's text; a default text unless given. */
  body?: string;
  /** The text in further languages. */
  texts?: Record<string, { subject?: string; body: string }>;
  /** The contacts with this tag are the audience. */
  tag: string;
};

/** Creates a campaign, by mail unless given otherwise, that was approved to be sent now. */
export async function approvedCampaign(
  services: Services,
  ctx: Context,
  { purpose = 'marketing', channel = 'email', rate, tag, texts, body = BODY }: CampaignOptions,
): Promise<{ id: string; run: number }> {
  const template = await createTemplate(services, ctx, {
    name: `News ${newId()}`,
    channel,
    ...(texts ? { texts } : {}),
    category: purpose === 'marketing' ? 'promotional' : 'transactional',
    ...(channel === 'email'
      ? { subject: 'Neues für {{ contact.first_name | default: "dich" }}', body }
      : { body: body === BODY ? 'News. {{ opt_out }}' : body }),
  });
  const draft = newCampaign.parse({
    name: 'News',
    channel,
    purpose,
    template_id: template.id,
    audience: { tags: [tag] },
    rate_per_sec: rate ?? null,
  });
  const { id } = await createCampaign(services, ctx, draft);
  await scheduleCampaign(services, ctx, id, undefined);
  const row: { run: number } = await services.db.withTenant(ctx, (trx) =>
    trx('campaigns').where({ id }).first('run'),
  );
  return { id, run: row.run };
}

/** Runs the steps of a campaign's workflow by hand, lanes in parallel, until it waits or has ended. */
export function campaignProcess(deps: ActivityDeps, ctx: Context) {
  const steps = createCampaignActivities(deps);
  const run = async (
    campaign: { id: string; run: number },
    signal?: AbortSignal,
  ): Promise<string> => {
    const input = { tenantId: ctx.tenantId, ...campaign };
    const look = (step: typeof steps.freezeAudience): Promise<CampaignStands> =>
      new MockActivityEnvironment().run(step, input);
    for (;;) {
      let now = await look(steps.reconcileCampaign);
      if (now.status === 'scheduled') now = await look(steps.freezeAudience);
      if (now.status === 'sending' && now.queued === 0) now = await look(steps.finishCampaign);
      if (now.status === 'canceled') await look(steps.cancelUnsent);
      if (now.status === 'paused' || now.waitMs > 0) return 'waiting';
      if (now.status !== 'sending') return now.status;
      if (signal?.aborted) return 'stopped';
      const { lanes, people } = now;
      await Promise.all(
        Array.from({ length: lanes }, (_, lane) => {
          const environment = new MockActivityEnvironment();
          signal?.addEventListener('abort', () => environment.cancel('WORKER_SHUTDOWN'));
          return environment.run(steps.sendLane, { ...input, lane, lanes, people });
        }),
      );
    }
  };
  return { run };
}

/** Returns the counts of a campaign, and asserts that they add up to its audience. */
export async function counted(
  t: ExecutionContext,
  services: Services,
  ctx: Context,
  id: string,
): Promise<Record<string, number>> {
  const { audience, ...now } = await campaignProgress(services, ctx, id);
  const { excluded, queued, sending, sent, delivered, failed } = now;
  const { bounced, complained, uncertain, canceled } = now;
  const counts = {
    excluded,
    queued,
    sending,
    sent,
    delivered,
    failed,
    bounced,
    complained,
    uncertain,
    canceled,
  };
  const sum = Object.values(counts).reduce((all, n) => all + n, 0);
  t.is(sum, audience, 'the counts add up to the audience');
  return Object.fromEntries(Object.entries({ audience, ...counts }).filter(([, n]) => n > 0));
}
