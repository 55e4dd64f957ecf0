import { ahead } from '#lib/ahead.ts';
import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { ContactImport } from '#models/import.ts';
import { recordAudit } from '../audit/record.ts';
import {
  importedConsent,
  type ImportedConsent,
} from '../consent/record/imported-consent.contract.ts';
import { tokenMemory, type TokenMemory } from '../contacts/search.ts';
import type { Context, Services } from '../context.ts';
import { chunksOf, countRows, whatIsWrong, type Chunk } from '../imports/kept-rows.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { getTenant } from '../tenancy/read.ts';
import { addCounts, consentsOfChunk, NO_CONSENTS } from './consents-of-chunk.ts';
import { declinedIn, type DeclinedPeople } from './declined.ts';
import { encrypting } from './encrypting.ts';
import { FRESH } from './fresh.ts';
import { countNotes, keepReport } from './notes.ts';
import { prepareChunk, type PreparedChunk } from './prepare-chunk.ts';
import { tidyImport, type ImportRun } from './tidy.ts';
import type { Draft } from './save-contacts.ts';
import { consentsOf } from './view.ts';
import { withoutErased } from './without-erased.ts';
import { writeChunk } from './write-chunk.ts';

/**
 * Runs an import from the row it has reached. Each chunk commits together with its counts and its position in the
 * file, so that a crash neither loses nor repeats a row.
 * @param progress called repeatedly with the number of rows counted or read
 */
export async function runImport(
  services: Services,
  ctx: Context,
  id: string,
  progress: (rows: number) => void,
): Promise<ImportRun> {
  await countImport(services, ctx, id, progress);
  await importRows(services, ctx, id, progress);
  return tidyImport(services, ctx, id);
}

/** Counts the rows, as the first step. The import fails when its file cannot be read. @param progress see runImport */
export async function countImport(
  services: Services,
  ctx: Context,
  id: string,
  progress: (rows: number) => void,
): Promise<{ total: number }> {
  const row = await services.db.withTenant(ctx, async (trx) =>
    ContactImport.query(trx).findOne({ id }).throwIfNotFound(),
  );
  if (row.total !== null || row.status !== 'running') return { total: row.total ?? 0 };
  try {
    const total = await countRows(services, ctx, row, progress);
    await services.db.withTenant(ctx, async (trx) =>
      ContactImport.query(trx).where({ id: row.id }).patch({ total }),
    );
    return { total };
  } catch (error) {
    await finish(services, ctx, id, 'failed', whatIsWrong(error));
    return { total: 0 };
  }
}

/**
 * Imports every row that was not read before, as the second step. Does nothing when the import has ended.
 * @param progress see runImport
 */
export async function importRows(
  services: Services,
  ctx: Context,
  id: string,
  progress: (rows: number) => void,
): Promise<ImportRun> {
  const row = await begin(services, ctx, id);
  if (row.status !== 'running') return row;
  try {
    await eachChunk(services, ctx, row, progress);
    return await finish(services, ctx, row.id, 'completed', null);
  } catch (error) {
    return finish(services, ctx, row.id, 'failed', whatIsWrong(error));
  }
}

/** A dry run stores no contacts, so it cannot continue from its position and begins again. */
const begin = (services: Services, ctx: Context, id: string): Promise<ContactImport> =>
  services.db.withTenant(ctx, async (trx) => {
    const row = await ContactImport.query(trx).findOne({ id }).forUpdate().throwIfNotFound();
    if (row.status !== 'running' || !row.dry_run || row.rows_read === 0) return row;
    await trx('import_errors').where({ import_id: id }).delete();
    return ContactImport.query(trx)
      .where({ id })
      .patch(FRESH)
      .returning('*')
      .first()
      .throwIfNotFound();
  });

/** From how many rows on the people of a file are encrypted in a thread of their own. */
const THREADED_FROM = 2_000;

async function eachChunk(
  services: Services,
  ctx: Context,
  row: ContactImport,
  progress: (rows: number) => void,
): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  const { country } = await getTenant(services, ctx);
  const consent = consentOf(row);
  const declined: DeclinedPeople = consent
    ? await declinedIn(services, ctx, row, consent, country)
    : new Map();
  const met: Met = { known: new Map(), memory: tokenMemory(), newPeople: !row.dry_run, declined };
  const threaded = !row.dry_run && (row.total ?? 0) - row.rows_read >= THREADED_FROM;
  const encryption = encrypting(threaded);
  const chunks = ahead(
    prepared(chunksOf(services, ctx, row, row.rows_read), (chunk) =>
      prepareChunk(keys, met.newPeople ? encryption : null, row, chunk, country),
    ),
  );
  try {
    for await (const { chunk, ...one } of chunks) {
      const more = await services.db.withTenant(ctx, (trx) =>
        oneChunk(trx, ctx, keys, row, { chunk, ...one }, met),
      );
      progress(chunk.from + chunk.rows.length);
      if (!more) return;
    }
  } finally {
    await encryption.stop();
  }
}

async function* prepared(
  chunks: AsyncIterable<Chunk>,
  prepare: (chunk: Chunk) => Promise<PreparedChunk>,
): AsyncGenerator<PreparedChunk> {
  for await (const chunk of chunks) yield prepare(chunk);
}

/** What a run remembers of the chunks before. */
type Met = {
  /** The people that a dry run has met; see writeChunk. */
  known: Map<string, Draft>;
  memory: TokenMemory;
  /** Most people of the last chunk were new. */
  newPeople: boolean;
  /** See declinedIn. */
  declined: DeclinedPeople;
};

/** Imports one chunk. @returns false when the import was canceled meanwhile @throws Error when another worker runs it */
async function oneChunk(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  row: ContactImport,
  { chunk, good, bad, notes: said }: PreparedChunk,
  met: Met,
): Promise<boolean> {
  const now = await ContactImport.query(trx).findOne({ id: row.id }).forUpdate().throwIfNotFound();
  if (now.status !== 'running') return false;
  // A worker that was presumed dead and comes back must not count rows that another has already counted.
  if (now.run !== row.run || now.rows_read !== chunk.from) {
    throw new Error('another worker runs this import');
  }
  // Without the lock, two concurrent imports could each create the same person.
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`import:${ctx.tenantId}`]);
  const { kept, erased } = await withoutErased(trx, keys, good);
  const result = await writeChunk(trx, ctx, keys, kept, met.known, met.memory, !row.dry_run);
  met.newPeople = !row.dry_run && result.created > result.updated;
  const failures = [...bad, ...erased, ...result.failures];
  const consent = consentOf(row);
  const consents = consent
    ? await consentsOfChunk(trx, ctx, keys, result.taken, consent, met.declined, !row.dry_run)
    : { counts: NO_CONSENTS, notes: [] };
  const taken = new Set(result.taken.map(({ number }) => number));
  const notes = [...said, ...result.notes, ...consents.notes].filter((n) => taken.has(n.number));
  await keepReport(trx, ctx, keys, row.id, { failures, notes, records: chunk.rows });
  await ContactImport.query(trx)
    .where({ id: row.id })
    .patch({
      rows_read: now.rows_read + chunk.rows.length,
      created: now.created + result.created,
      updated: now.updated + result.updated,
      unchanged: now.unchanged + result.unchanged,
      failed: now.failed + failures.length,
      noted: countNotes(now.noted, notes),
      consents: addCounts(now.consents, consents.counts),
      ...(erased.length ? { sample_enc: null } : {}),
      updated_at: timeOf(trx),
    });
  return true;
}

/**
 * Returns the consent that the import claims. @throws AppError invalid when it cannot be parsed: then nobody is
 * imported
 */
function consentOf({ options }: ContactImport): ImportedConsent | null {
  if (options.consent === undefined) return null;
  const read = importedConsent.safeParse(options.consent);
  if (!read.success)
    throw invalidField('consent', 'has a statement of consent that cannot be read; start it again');
  return read.data;
}

const finish = (
  services: Services,
  ctx: Context,
  id: string,
  status: 'completed' | 'failed',
  failure: string | null,
): Promise<ImportRun> =>
  services.db.withTenant(ctx, async (trx) => {
    const done = await end(trx, ctx, id, status, failure);
    const row = done ?? (await ContactImport.query(trx).findOne({ id }).throwIfNotFound());
    const { created, updated, failed } = row;
    return { status: row.status, created, updated, failed };
  });

/** Ends an import that can never succeed. @returns false when it had ended before */
export const failImport = async (
  trx: Trx,
  ctx: Context,
  id: string,
  why: string,
): Promise<boolean> => (await end(trx, ctx, id, 'failed', why)) !== undefined;

async function end(
  trx: Trx,
  ctx: Context,
  id: string,
  status: 'completed' | 'failed',
  failure: string | null,
): Promise<ContactImport | undefined> {
  const done = await ContactImport.query(trx)
    .where({ id, status: 'running' })
    .patch({ status, failure, finished_at: timeOf(trx), updated_at: timeOf(trx) })
    .returning('*')
    .first();
  if (!done) return undefined;
  const { created, updated, failed } = done;
  const consents = consentsOf(done);
  await recordAudit(trx, ctx, {
    action: `import.${status}`,
    entityType: 'import',
    entityId: id,
    detail: { dry_run: done.dry_run, created, updated, failed, consents },
  });
  return done;
}
