import { createHash } from 'node:crypto';
import { hmac } from '#lib/crypto.ts';
import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { shown as shownSchema, type Shown } from './contract.ts';

/** Returns the SHA-256 of what was shown, over its JSON with the keys in the order of the schema; hex. */
export const fingerprint = (shown: Shown): string =>
  createHash('sha256')
    .update(JSON.stringify(shownSchema.parse(shown)))
    .digest('hex');

const signature = (keys: TenantKeys, sha256: string): Buffer =>
  hmac(keys.signing, `form-snapshot\0${sha256}`);

/** What a submission rests on: the text shown, stored once, with our signature over its SHA-256. */
export type KeptSnapshot = { id: string; sha256: string; signature: string };

/** Stores what a form shows; the same text is stored once. */
export async function keepSnapshot(
  trx: Trx,
  tenantId: string,
  keys: TenantKeys,
  shown: Shown,
): Promise<KeptSnapshot> {
  const sha256 = fingerprint(shown);
  const bytes = Buffer.from(sha256, 'hex');
  const signed = signature(keys, sha256);
  await trx('form_snapshots')
    .insert({
      tenant_id: tenantId,
      id: newId(),
      form_id: shown.form.id,
      form_version: shown.form.version,
      language: shown.language,
      channel: shown.channel,
      sha256: bytes,
      signature: signed,
      shown: JSON.stringify(shown),
    })
    .onConflict(['tenant_id', 'sha256'])
    .ignore();
  const { id }: { id: string } = await trx('form_snapshots').where({ sha256: bytes }).first('id');
  return { id, sha256, signature: signed.toString('base64url') };
}

/** Returns what a form showed earlier, by its SHA-256; null: this form never showed that. */
export async function snapshotShown(
  trx: Trx,
  formId: string,
  sha256: string,
): Promise<Shown | null> {
  const row: { shown: unknown } | undefined = await trx('form_snapshots')
    .where({ form_id: formId, sha256: Buffer.from(sha256, 'hex') })
    .first('shown');
  return row ? shownSchema.parse(row.shown) : null;
}
