import type { ContactImport } from '#models/import.ts';
import type { Context } from '../context.ts';
import { isProof } from '../consent/record/import-consents.ts';
import { importedConsent } from '../consent/record/imported-consent.contract.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { fileNameOf } from '../imports/file-name.ts';
import { decryptValue } from '../encryption/personal.ts';
import type { ConsentCounts } from './consents-of-chunk.ts';
import { NOTE_KINDS, type NoteKind } from './contract.ts';

/**
 * Returns whether a caller may learn which people are already known. For a dry run this needs the permission to see
 * personal data: it changes nothing, so a file of guesses could reveal masked addresses. A real import leaves
 * contacts and audit rows.
 */
export const tellsWhoIsKnown = (ctx: Context, row: Pick<ContactImport, 'dry_run'>): boolean =>
  !row.dry_run || ctx.permissions.has('pii:read');

/**
 * Returns the kinds of notes that a caller may read: notes on consents and suppressions need the permission to read
 * these, and notes that depend on known people need `tellsWhoIsKnown`.
 */
export function notesFor(ctx: Context, row: Pick<ContactImport, 'dry_run'>): NoteKind[] {
  const known = tellsWhoIsKnown(ctx, row);
  return NOTE_KINDS.filter((kind) => {
    if (kind === 'consent') return known && ctx.permissions.has('consents:read');
    if (kind === 'blocked') return known && ctx.permissions.has('suppressions:read');
    return kind !== 'not_done' || known;
  });
}

/** Returns a value in clear, or a mask that shows only that there is one. */
export const shown = (value: string, reveal: boolean): string => (value && !reveal ? '•••' : value);

/**
 * Returns the API view of an import. `sample` is in clear for callers who may see personal data; in lists it is
 * masked.
 */
export function importView(
  keys: TenantKeys,
  row: ContactImport,
  ctx: Context,
  options: { masked?: boolean } = {},
) {
  const reveal = ctx.permissions.has('pii:read') && !options.masked;
  const counts = tellsWhoIsKnown(ctx, row)
    ? { created: row.created, updated: row.updated, unchanged: row.unchanged }
    : { created: null, updated: null, unchanged: null };
  const aad = { tenantId: row.tenant_id, table: 'imports', id: row.id, column: 'sample' };
  const sample: unknown = JSON.parse(decryptValue(keys, aad, row.sample_enc) || '[]');
  const rows: string[][] = Array.isArray(sample) ? sample : [];
  return {
    id: row.id,
    status: row.status,
    file_name: fileNameOf(keys, 'imports', row),
    dry_run: row.dry_run,
    total: row.total,
    processed: row.rows_read,
    ...counts,
    failed: row.failed,
    failure: row.failure,
    encoding: row.encoding,
    delimiter: row.delimiter,
    guesses: row.guesses,
    columns: row.columns,
    mapping: row.mapping,
    sample: rows.map((values) => values.map((value) => shown(value, reveal))),
    has_consent: row.options.consent !== undefined,
    consent: stated(row.options.consent),
    consents: notesFor(ctx, row).includes('consent') ? consentsOf(row) : null,
    noted: notesFor(ctx, row).reduce((sum, kind) => sum + (row.noted[kind] ?? 0), 0),
    workflow_id: row.workflow_id,
    created_at: row.created_at,
    finished_at: row.finished_at,
  };
}
export type ImportView = ReturnType<typeof importView>;

/**
 * Returns how many rows recorded a consent, changed nothing or were refused, and how many of those recorded are without
 * proof: the claim is one for the whole file.
 */
export function consentsOf({
  consents,
  options,
}: Pick<ContactImport, 'consents' | 'options'>): ConsentCounts & { unproven: number } {
  const claimed = importedConsent.safeParse(options.consent);
  const unproven = claimed.success && !isProof(claimed.data);
  return { ...consents, unproven: unproven ? consents.recorded : 0 };
}

/** Returns the consent claimed for everybody in the file. The claim of a dry run is kept for the real run. */
function stated(consent: unknown) {
  const read = importedConsent.safeParse(consent);
  if (!read.success) return null;
  const { channel, purpose, source, wording, language, evidence } = read.data;
  return {
    channel,
    purpose,
    source,
    wording: wording ?? null,
    language,
    captured_at: evidence?.captured_at ?? null,
  };
}
