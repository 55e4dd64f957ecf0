import { setTimeout as sleep } from 'node:timers/promises';
import { createCampaign } from '#domain/campaigns/edit.ts';
import { scheduleCampaign } from '#domain/campaigns/control.ts';
import { campaignProgress } from '#domain/campaigns/progress.ts';
import { newCampaign } from '#domain/campaigns/contract.ts';
import type { Context, Services } from '#domain/context.ts';
import { createTemplate } from '#domain/templates/create.ts';
import { newId } from '#lib/ids.ts';
import type { Receiver } from './children.ts';
import { measure, type Usage } from './measure.ts';
import { BODY, SUBJECT } from './mail.ts';

export type CampaignRun = {
  perSecond: number;
  seconds: number;
  mailBytes: number;
  worker: Usage;
  postgres: Usage;
};

const NEWSLETTER = { channel: 'email', subject: SUBJECT, body: BODY } as const;

/**
 * Sends one campaign through the real worker.
 * @throws {Error} unless everybody got exactly one message
 */
export async function runCampaign(
  services: Services,
  ctx: Context,
  people: number,
  tag: string,
  from: { receiver: Receiver; workerPids: readonly number[]; postgresPid: number },
  text: { channel: 'sms' | 'email'; subject?: string; body: string } = NEWSLETTER,
): Promise<CampaignRun> {
  const template = await createTemplate(services, ctx, {
    name: `bench ${newId()}`,
    ...text,
    category: 'promotional',
  });
  const draft = newCampaign.parse({
    name: tag,
    channel: text.channel,
    purpose: 'marketing',
    template_id: template.id,
    audience: { tags: [tag] },
  });
  const { id } = await createCampaign(services, ctx, draft);
  await from.receiver.take();
  const worker = measure(...from.workerPids);
  const postgres = measure(from.postgresPid);
  const started = Date.now();
  await scheduleCampaign(services, ctx, id, undefined);
  for (;;) {
    await sleep(250);
    const now = await services.db.withTenant(ctx, (trx) =>
      trx('campaigns').where({ id }).first('status', 'finished_at'),
    );
    if (now.status === 'sent') {
      const seconds = (now.finished_at.getTime() - started) / 1000;
      const used = await Promise.all([worker.stop(), postgres.stop()]);
      const got = await from.receiver.take();
      const progress = await campaignProgress(services, ctx, id);
      if (got.people !== people || got.mails !== people || progress.sent !== people) {
        throw new Error(`not everybody got one message: ${JSON.stringify({ got, progress })}`);
      }
      return {
        perSecond: people / seconds,
        seconds,
        mailBytes: got.bytes / got.mails,
        worker: used[0],
        postgres: used[1],
      };
    }
    if (now.status !== 'scheduled' && now.status !== 'sending') {
      throw new Error(`the campaign is ${now.status}`);
    }
  }
}
