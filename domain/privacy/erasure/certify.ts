import { z } from 'zod';
import type { Trx } from '#lib/db.ts';
import { publicBytes, signBytes } from '#lib/signing.ts';
import { sealedEntries, type SealedEntry } from '../../audit/entry.ts';
import { recordAudit } from '../../audit/record.ts';
import { sealedProof } from '../../receipts/make-receipt.ts';
import type { Context, Services } from '../../context.ts';
import { postSignal } from '../../process-outbox/post.ts';
import { workflowId } from '../../processes.ts';
import { conflict } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { erasureStatement, type ErasureStatement } from './certificate.contract.ts';
import { signedPart, statementSha256 } from './check-certificate.ts';
import type { ErasureRow } from './row.ts';
import { OUT_OF_REACH, STAYS } from './stays.ts';

/**
 * Ends an erasure: writes the result into the audit log, waits for the seal of that row, then signs the certificate
 * over both. After a crash it continues from the row.
 */
export async function certify(services: Services, ctx: Context, id: string): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  const { statement, entry } = await services.db.withTenant(ctx, (trx) => state(trx, ctx, id));
  const proof = await sealedProof(services, ctx, entry);
  const signer = keys.sealKeys.get(proof.seal.key_version);
  if (!signer) throw conflict('The key of this seal no longer exists');
  const unsigned = {
    statement,
    proof: { entry: { ...entry, detail: asRecord.parse(entry.detail) }, ...proof },
    public_key: publicBytes(signer.key).toString('base64url'),
  };
  const signature = signBytes(signer.key, signedPart(unsigned)).toString('base64url');
  await services.db.withTenant(ctx, (trx) =>
    trx('privacy_erasures')
      .where({ id })
      .update({
        status: 'completed',
        step: null,
        certificate: JSON.stringify({ ...unsigned, signature }),
        updated_at: trx.fn.now(),
      }),
  );
}

const asRecord = z.record(z.string(), z.unknown());

/** Records what is certified, once, with the audit row that contains its hash. */
async function state(
  trx: Trx,
  ctx: Context,
  id: string,
): Promise<{ statement: ErasureStatement; entry: SealedEntry }> {
  const row: ErasureRow = await trx('privacy_erasures').where({ id }).forUpdate().first();
  if (row.finished_at) {
    return { statement: erasureStatement.parse(row.certificate), entry: await entryOf(trx, id) };
  }
  const { name }: { name: string } = await trx('tenants').first('name');
  const now = timeOf(trx);
  const statement: ErasureStatement = {
    schema: 'assent-erasure-certificate/1',
    certificate: id,
    tenant_id: ctx.tenantId,
    organization: name,
    asked_by: row.request_id ? 'person' : row.asked_by_type,
    asked_at: row.created_at.toISOString(),
    started_at: (row.started_at ?? row.created_at).toISOString(),
    completed_at: now.toISOString(),
    erased: row.counts,
    stays: [...STAYS],
    out_of_reach: [...OUT_OF_REACH],
  };
  await trx('privacy_erasures')
    .where({ id })
    .update({ certificate: JSON.stringify(statement), reason_enc: null, finished_at: now });
  if (row.request_id) {
    await trx('privacy_requests')
      .where({ id: row.request_id })
      .update({
        status: 'done',
        address_enc: null,
        address_gone: 'erasure',
        refusal_note_enc: null,
        address_bidx: trx.raw('sha256(uuid_send(id))'),
      });
    const process = workflowId('privacy-request', ctx.tenantId, row.request_id);
    const news = { status: 'completed' };
    await postSignal(trx, ctx, 'privacy-request', [process], 'requestCarriedOut', news);
  }
  await recordAudit(trx, ctx, {
    action: 'erasure.completed',
    entityType: 'erasure',
    entityId: id,
    detail: { counts: row.counts, certificate_sha256: statementSha256(statement) },
  });
  return { statement, entry: await entryOf(trx, id) };
}

async function entryOf(trx: Trx, id: string): Promise<SealedEntry> {
  const [entry]: SealedEntry[] = await sealedEntries(trx).where({
    'a.entity_type': 'erasure',
    'a.entity_id': id,
    'a.action': 'erasure.completed',
  });
  if (!entry) throw conflict('The audit row of this erasure is missing; verify the audit log');
  return entry;
}
