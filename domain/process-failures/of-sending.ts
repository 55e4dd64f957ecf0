import { timeOf } from '#lib/transaction-time.ts';
import { Campaign } from '#models/campaign.ts';
import { recordAudit } from '../audit/record.ts';
import { failImport } from '../contact-imports/run.ts';
import { decideMessage } from '../message-ledger/place.ts';
import { recordMessageEvent } from '../messaging/ledger.ts';
import { finishImport } from '../suppressions/import/finish.ts';
import { importRow } from '../suppressions/import/row.ts';
import { endVerification } from '../pending-codes/end.ts';
import type { State } from './state.ts';

/** Rows imported before stay; the file stays too, so that it can be inspected and imported again. */
export const IMPORT: State = async (trx, _, ctx, id, why) => ({
  stated: await failImport(trx, ctx, id, why),
});

/** The file is always deleted, because it contains only addresses. */
export const SUPPRESSION_IMPORT: State = async (trx, services, ctx, id, why) => {
  const { status, file_key } = await importRow(trx, id, 'for update');
  if (status !== 'running') return { stated: false };
  await finishImport(trx, ctx, id, 'failed', why);
  return {
    stated: true,
    ...(file_key === null ? {} : { afterwards: () => services.files.remove(file_key) }),
  };
};

/** Pauses the campaign with the reason: once that is fixed it can resume with the remaining recipients. */
export const CAMPAIGN: State = async (trx, _, ctx, id, why) => {
  const row = await Campaign.query(trx)
    .where({ id })
    .whereIn('status', ['scheduled', 'sending'])
    .patch({
      status: 'paused',
      failure: `${why}. Nobody else gets it until the cause is fixed; then resume.`,
      version: trx.raw('version + 1'),
      updated_at: timeOf(trx),
    });
  if (!row) return { stated: false };
  await recordAudit(trx, ctx, {
    action: 'campaign.paused',
    entityType: 'campaign',
    entityId: id,
    detail: { to: 'paused', failure: why },
  });
  return { stated: true };
};

/** A message that waited for consent and cannot be decided any more. */
export const MESSAGE: State = async (trx, _, ctx, id, why) => {
  const reason = 'unreadable';
  const decided = await decideMessage(trx, ctx, id, { status: 'refused', reason, warrant: null });
  if (!decided) return { stated: false };
  await trx('outbox').where({ message_id: id }).delete();
  await recordMessageEvent(trx, ctx, id, 'refused', { reason, why });
  return { stated: true };
};

/** A verification whose code cannot be made or sent. */
export const VERIFICATION: State = async (trx, _, ctx, id, why) => {
  const ended = await endVerification(trx, id, 'undeliverable', { tell: false });
  if (!ended) return { stated: false };
  await recordAudit(trx, ctx, {
    action: 'verification.undeliverable',
    entityType: 'verification',
    entityId: id,
    detail: { failure: why },
  });
  return { stated: true };
};
