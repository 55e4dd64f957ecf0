import type { ExecutionContext } from 'ava';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import {
  cancelCampaign,
  pauseCampaign,
  scheduleCampaign,
  unscheduleCampaign,
} from '#domain/campaigns/control.ts';
import { createSuppression } from '#domain/suppressions/suppress.ts';
import type { Context } from '#domain/context.ts';
import { advanceErasure } from '#domain/privacy/erasure/advance.ts';
import { requestErasure } from '#domain/privacy/erasure/request.ts';
import { revokeExport } from '#domain/privacy/export/read.ts';
import { requestExport } from '#domain/privacy/export/request.ts';
import { noteHandOvers } from '#domain/recovery/hand-overs.ts';
import { cancelReplay } from '#domain/replays/end.ts';
import { startReplay } from '#domain/replays/start.ts';
import { takeBackup, type Taken } from '../../bin/backup/take.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { makeAudience } from '../../bench/audience.ts';
import { approvedCampaign, campaignProcess } from './campaigns.ts';
import { grantConsent, stopConsent, type Person } from './consent.ts';
import { asOwner, installation, temporaryFolder, type Installation } from './installations.ts';
import { mailServer } from './mail-deps.ts';
import { sendTo } from './messages.ts';
import { copyOf, ownDatabase } from './own-database.ts';
import { testContext } from './services.ts';

export const PEOPLE = 120;
const mail = (name: string): Person => ({
  channel: 'email',
  address: `${name}@example.com`,
  purpose: 'marketing',
});
export const ann = mail('ann');
export const ben = mail('ben');
export const eve = mail('eve');
export const late = mail('late');
export const kim = mail('kim');

export type Lost = {
  lost: Installation;
  ctx: Context;
  taken: Taken;
  /** The same state, restored by other means. */
  copy: string;
  campaign: { id: string; run: number };
  later: { id: string; run: number };
  /** Scheduled in the backup; somebody changed each of them since. */
  waiting: Record<'paused' | 'takenBack' | 'moved' | 'canceled', { id: string; run: number }>;
  /** Running in the backup; stopped since. */
  stopped: { export: string; replay: string };
  mails: Awaited<ReturnType<typeof mailServer>>;
  /** Of eve. */
  erasure: string;
  /** Number of recipients of the campaign when the database was lost. */
  reached: number;
};

/**
 * Takes a backup while a campaign sends. Then people withdraw, are blocked, arrive and leave; the campaign continues,
 * another one is sent, single mails are sent; the log is sealed and published. Then the database is lost.
 */
export async function lose(t: ExecutionContext): Promise<Lost> {
  const lost = await installation(t, await ownDatabase(t));
  const mails = await mailServer(t);
  let services = lost.services();
  const ctx = await testContext(services);
  const tag = await makeAudience(services, ctx, PEOPLE);
  for (const person of [ann, ben]) await grantConsent(services, ctx, person);
  const { contactId: kimId } = await grantConsent(services, ctx, kim);
  const { contactId: eveId } = await grantConsent(services, ctx, eve);
  const campaign = await approvedCampaign(services, ctx, { tag, rate: 20 });
  const later = await approvedCampaign(services, ctx, { tag });
  const waits = () => approvedCampaign(services, ctx, { tag });
  const waiting = {
    paused: await waits(),
    takenBack: await waits(),
    moved: await waits(),
    canceled: await waits(),
  };
  const stopped = {
    export: (await requestExport(services, ctx, { contact_id: kimId })).id,
    replay: (await startReplay(services, ctx, campaign.id)).id,
  };
  /** Sends the campaign until that many more mails are with the server, whatever the speed of this machine. */
  const sending = async (more: number): Promise<void> => {
    const end = new AbortController();
    let arrived = 0;
    mails.onMail(() => {
      arrived += 1;
      if (arrived >= more) end.abort();
    });
    await campaignProcess(mails.deps(services), ctx).run(campaign, end.signal);
  };
  const seal = async (): Promise<void> => {
    await noteHandOvers(services, ctx);
    await sealAudit(services, ctx);
    await publishSeals(services, ctx);
  };
  await sending(30);
  await sendTo(services, ctx, kim);
  await seal();

  const taken = await takeBackup({
    databaseUrl: lost.databaseUrl,
    masterKey: lost.masterKey,
    to: await temporaryFolder(t),
    stores: lost,
  });
  await services.db.close();
  const copy = await copyOf(t, lost.databaseUrl);

  services = lost.services();
  await stopConsent(services, ctx, ann);
  await createSuppression(services, ctx, { ...ben, reason: 'complaint' });
  await grantConsent(services, ctx, late);
  await stopConsent(services, ctx, late);
  const erasure = await requestErasure(services, ctx, { contact_id: eveId, dry_run: false });
  await advanceErasure(services, ctx, erasure.id, {});
  await pauseCampaign(services, ctx, waiting.paused.id);
  await unscheduleCampaign(services, ctx, waiting.takenBack.id);
  await scheduleCampaign(services, ctx, waiting.moved.id, inAYear());
  await cancelCampaign(services, ctx, waiting.canceled.id);
  await revokeExport(services, ctx, stopped.export);
  await cancelReplay(services, ctx, stopped.replay);
  while ((await drainTenant(mails.deps(services), ctx.tenantId)) > 0);
  await seal();
  await sending(40);
  await campaignProcess(mails.deps(services), ctx).run(later);
  await stopConsent(services, ctx, mail(`bench-${PEOPLE}.person100`));
  await seal();
  const reached = await sentOf(lost, campaign.id);
  t.true(reached >= 70 && reached < PEOPLE, `${reached} in the middle`);
  await services.db.close();
  return {
    lost,
    ctx,
    taken,
    copy,
    campaign,
    later,
    waiting,
    stopped,
    mails,
    reached,
    erasure: erasure.id,
  };
}

const inAYear = (): Date => new Date(Date.now() + 365 * 86_400_000);

const sentOf = async (of: Installation, id: string): Promise<number> =>
  (
    await asOwner<{ n: number }>(
      of,
      `select count(*)::int as n from messages where campaign_id = $1 and status = 'sent'`,
      [id],
    )
  )[0]?.n ?? 0;
