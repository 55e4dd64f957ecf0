import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { leafOf, sealedEntries } from '../audit/entry.ts';
import { rootOf } from '../audit/merkle.ts';
import { leavesOf } from '../audit/leaves.ts';
import { readPublished, type PublishedSeal } from '../audit/published.ts';
import { removedPositions } from '../audit/removals.ts';
import { sealNumbered } from '../audit/seal-audit.ts';
import { isSigned, type Seal } from '../audit/seal.ts';

/** The first fault found. */
export type Fault = {
  kind:
    | 'entry_changed'
    | 'entry_missing'
    | 'entry_unsealed'
    | 'order_changed'
    | 'seal_changed'
    | 'seal_missing'
    | 'tail_cut_off';
  message: string;
  seal: number | null;
  position: number | null;
  entry_id: string | null;
};
export type Verdict = {
  ok: boolean;
  seals: number;
  /** Sealed positions, including those of rows that were deleted by a signed removal. */
  entries: number;
  /** Rows that retention or a restore removed, each covered by a signed removal. */
  removed: number;
  /** Rows that wait for their seal; normal for a few minutes. */
  unsealed: number;
  /** Seals that were compared with their copy outside the database. */
  published: number;
  first_bad: Fault | null;
};

/** A row without a seal for longer than this was inserted by hand, or sealing has stopped. */
const SEALED_WITHIN = "interval '30 minutes'";

/**
 * Recomputes every seal from the current rows and compares: rows with their hashes, the hashes with the signed root,
 * the seal with the one before it and with its copy outside. So it finds rows that the owner of the database edited,
 * deleted, moved or cut off. A row may be missing only under a signed removal. Reads the rows of one seal at a time.
 */
export async function verifyAudit(services: Services, ctx: Context): Promise<Verdict> {
  const keys = await services.keyring.keys(ctx);
  const verdict: Verdict = {
    ok: false, seals: 0, entries: 0, removed: 0, unsealed: 0, published: 0, first_bad: null,
  }; // prettier-ignore
  let before: Seal | null = null;
  for (let number = 1; ; number++) {
    const outside = await readPublished(services, ctx.tenantId, number);
    const { seal, removed, fault } = await services.db.withTenant(ctx, (trx) =>
      checkSeal(trx, keys, { number, before, outside }),
    );
    if (fault) return { ...verdict, first_bad: fault };
    if (!seal) break;
    verdict.seals++;
    verdict.entries += seal.entries;
    verdict.removed += removed;
    if (outside) verdict.published++;
    before = seal;
  }
  const rest = await services.db.withTenant(ctx, (trx) => looseEntries(trx));
  verdict.unsealed = rest.waiting;
  if (rest.fault) return { ...verdict, first_bad: rest.fault };
  return { ...verdict, ok: true };
}

type Bad = (
  kind: Fault['kind'],
  message: string,
  row?: { position: number; entry_id: string | null },
) => Checked;
type Checked = { seal: Seal | null; removed: number; fault: Fault | null };

async function checkSeal(
  trx: Trx,
  keys: TenantKeys,
  about: { number: number; before: Seal | null; outside: PublishedSeal | null },
): Promise<Checked> {
  const { number, before, outside } = about;
  const seal = await sealNumbered(trx, number);
  const bad: Bad = (kind, message, leaf) => ({
    seal,
    removed: 0,
    fault: {
      kind,
      message,
      seal: number,
      position: leaf?.position ?? null,
      entry_id: leaf?.entry_id ?? null,
    },
  });
  if (!seal) {
    if (!outside && !(await laterSeal(trx, number))) return { seal: null, removed: 0, fault: null };
    return outside
      ? bad('tail_cut_off', `seal ${number} was published and is no longer in the database`)
      : bad('seal_missing', `seal ${number} is missing between others`);
  }
  const key = keys.sealKeys.get(seal.key_version);
  const expected = before ? before.first_position + before.entries : 1;
  if (!key || !isSigned(seal, key.key)) {
    return bad('seal_changed', `seal ${number} does not match its signature`);
  }
  if (seal.previous !== (before?.hash ?? null) || seal.first_position !== expected) {
    return bad('seal_changed', `seal ${number} does not follow seal ${number - 1}`);
  }
  if (outside && outside.seal.hash !== seal.hash) {
    return bad('seal_changed', `seal ${number} differs from the published one`);
  }
  return checkRows(trx, keys, { seal, outside }, bad);
}

/** Compares the rows under a seal with their hashes, and the hashes with what was signed and published. */
async function checkRows(
  trx: Trx,
  keys: TenantKeys,
  { seal, outside }: { seal: Seal; outside: PublishedSeal | null },
  bad: Bad,
): Promise<Checked> {
  const leaves = await leavesOf(trx, seal);
  const entries = await sealedEntries(trx).whereIn(
    'a.id',
    leaves.map((leaf) => leaf.entry_id),
  );
  const byId = new Map(entries.map((entry) => [String(entry.id), leafOf(entry)]));
  const last = seal.first_position + seal.entries - 1;
  const gone = await removedPositions(trx, keys, { first: seal.first_position, last });
  let removed = 0;
  for (let i = 0; i < seal.entries; i++) {
    const leaf = leaves[i];
    const position = seal.first_position + i;
    const signed = outside?.leaves[i];
    if (!leaf || leaf.position !== position) {
      return bad('entry_missing', `the row at position ${position} has lost its link to the log`, {
        position,
        entry_id: null,
      });
    }
    if (signed !== undefined && signed !== leaf.hash.toString('base64url')) {
      const moved = outside?.leaves.includes(leaf.hash.toString('base64url')) ?? false;
      return moved
        ? bad('order_changed', `another row is at position ${position}`, leaf)
        : bad(
            'entry_changed',
            `the row at position ${position} is not the one that was sealed`,
            leaf,
          );
    }
    const now = byId.get(leaf.entry_id);
    if (!now) {
      if (!gone.some((run) => run.first <= position && position <= run.last)) {
        return bad('entry_missing', `the row at position ${position} was deleted`, leaf);
      }
      removed++;
      continue;
    }
    if (!now.equals(leaf.hash)) {
      return bad('entry_changed', `the row at position ${position} was changed`, leaf);
    }
  }
  if (rootOf(leaves.map((leaf) => leaf.hash)).toString('hex') !== seal.root) {
    return bad(
      'order_changed',
      `the rows under seal ${seal.number} are not the sealed ones`,
      leaves[0],
    );
  }
  return { seal, removed, fault: null };
}

const laterSeal = async (trx: Trx, number: number): Promise<boolean> =>
  (await trx('audit_seals').where('number', '>', number).first('number')) !== undefined;

async function looseEntries(trx: Trx): Promise<{ waiting: number; fault: Fault | null }> {
  const { rows } = await trx.raw<{ rows: { id: string; late: boolean }[] }>(
    `select a.id, a.occurred_at < now() - ${SEALED_WITHIN} and exists (select from audit_seals s
         where s.tenant_id = a.tenant_id and s.sealed_at > a.occurred_at + ${SEALED_WITHIN}) as late
     from audit_log a where not exists (select from audit_leaves l
       where l.tenant_id = a.tenant_id and l.entry_id = a.id) order by a.id`,
  );
  const late = rows.find((row) => row.late);
  return {
    waiting: rows.length,
    fault: late
      ? {
          kind: 'entry_unsealed',
          message: 'a row claims a time before seals that do not contain it',
          seal: null,
          position: null,
          entry_id: late.id,
        }
      : null,
  };
}
