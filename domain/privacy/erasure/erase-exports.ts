import { bidxs } from '../subject.ts';
import { tally, type Erasing } from './step.ts';

/**
 * Deletes the copies made for the person, also those of an address without a profile: the files go, the row keeps
 * that there was one. First the row, so that a running copy finds itself canceled (make-copy.ts); then the file; last
 * the link to the person, so that an erasure continues here after a crash.
 */
export async function eraseExports(one: Erasing): Promise<void> {
  const { services, ctx, subject } = one;
  const whose = {
    contact: subject.contactId,
    bidxs: bidxs(subject).map((bidx) => bidx.toString('hex')),
  };
  const rows = await services.db.withTenant(ctx, async (trx) => {
    const { rows: found } = await trx.raw<{ rows: { id: string; file_key: string }[] }>(
      `update privacy_exports x set status = 'erased', updated_at = now()
       where x.addresses <> '[]' and ${THEIRS} returning x.id, x.file_key`,
      whose,
    );
    return found;
  });
  for (const { id, file_key } of rows) {
    await services.files.remove(file_key);
    await services.db.withTenant(ctx, async (trx) => {
      const done: number = await trx('privacy_exports')
        .where({ id })
        .whereNot('addresses', '[]')
        .update({ addresses: '[]' });
      await tally(trx, one, { exports: done });
    });
  }
}

/** SQL: the copy `x` is of this person; of an address alone where they have no profile. */
const THEIRS = `(x.contact_id = :contact::uuid or x.contact_id is null and exists (
  select from jsonb_array_elements(x.addresses) a where a ->> 'bidx' = any(:bidxs::text[])))`;
