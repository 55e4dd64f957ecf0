import type { Trx } from '#lib/db.ts';
import { decrypt, keyVersionOf } from '#lib/crypto.ts';
import { owned, owner } from '../subject.ts';
import { recognise } from './recognise.ts';
import { inChunks, tally, type Erasing } from './step.ts';

/** Answers decrypted at a time. */
const PAGE = 500;

/**
 * Deletes answers stored under an Idempotency-Key (for a day at most) that are about the person: made for one of
 * their rows, or containing its id or one of their addresses. They are encrypted, so each is decrypted and searched.
 * Runs before the rows are deleted whose ids it searches for.
 */
export async function eraseAnswers(one: Erasing): Promise<void> {
  const { services, ctx } = one;
  const keys = await services.keyring.keys(ctx);
  let after = '';
  await inChunks(one, async (trx) => {
    const ids = new Set(await idsOf(trx, one));
    const theirs = await recognise(trx, keys, one.subject);
    const rows: { key: string; resource_id: string; response_enc: Buffer | null }[] = await trx(
      'idempotency_keys',
    )
      .where('key', '>', after)
      .orderBy('key')
      .limit(PAGE)
      .select('key', 'resource_id', 'response_enc');
    const about = rows.filter(({ key, resource_id, response_enc }) => {
      if (ids.has(resource_id)) return true;
      const dataKey = response_enc && keys.dataKeys.get(keyVersionOf(response_enc));
      if (!response_enc || !dataKey) return false;
      const text = decrypt(
        dataKey,
        response_enc,
        `${ctx.tenantId}|idempotency_keys|${key}`,
      ).toString();
      return (
        (text.match(UUID) ?? []).some((id) => ids.has(id)) || theirs(stringsIn(JSON.parse(text)))
      );
    });
    const gone: number = await trx('idempotency_keys')
      .whereIn(
        'key',
        about.map((row) => row.key),
      ) // prettier-ignore
      .delete();
    await tally(trx, one, { kept_answers: gone });
    after = rows.at(-1)?.key ?? after;
    return rows.length;
  });
}

/** Returns every string anywhere in an answer, without ids and times. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.match(UUID) || TIME.test(value) ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Returns rows that recent requests may have made for this person. */
async function idsOf(trx: Trx, { subject }: Erasing): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `select m.id from messages m where ${owned('m')} and m.created_at > now() - interval '2 days'
     union select v.id from verifications v where ${owned('v')}
     union select c.id from consents c where c.address_bidx = any(:bidxs::bytea[])
     union select s.id from suppressions s where s.address_bidx = any(:bidxs::bytea[])
     union select x.id from privacy_exports x where x.contact_id = :contact::uuid
     union select :contact::uuid where :contact::uuid is not null`,
    owner(subject),
  );
  return rows.map((row) => row.id);
}
