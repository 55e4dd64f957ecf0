import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../../context.ts';
import { viewOne } from '../../addresses/view-each.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import type { Subject } from '../subject.ts';

/** Source of a section. */
export type Exporting = {
  services: Services;
  ctx: Context;
  keys: TenantKeys;
  subject: Subject;
  /** Language of names that exist in several languages. */
  language: string;
};

export type ExportRow = Record<string, unknown>;

/** Files of an archive; their titles are in words/. */
export type SectionName =
  | 'profile'
  | 'consents'
  | 'consent_events'
  | 'messages'
  | 'message_events'
  | 'inbound_messages'
  | 'form_submissions'
  | 'suppressions'
  | 'verifications'
  | 'reviews'
  | 'mail_reports'
  | 'imports'
  | 'assistant_messages'
  | 'privacy_requests'
  | 'access_log';

/** One kind of data about a person: a file of the archive as JSON and one as CSV. */
export type Section = {
  /** Name of the files. */
  name: SectionName;
  /** Data that the person gave or that came from their acts: portable by Art. 20. */
  portable: boolean;
  /** Returns the rows after the id `after`, in a stable order. */
  page(one: Exporting, trx: Trx, after: string): Promise<PageOf>;
};
export type PageOf = { rows: ExportRow[]; last: string | null };

export const PAGE = 200;
/** The smallest id. */
export const START = '00000000-0000-0000-0000-000000000000';

/** Yields all rows of a section, page by page, each page in a short transaction. */
export async function* rowsOf(one: Exporting, section: Section): AsyncGenerator<ExportRow> {
  for (let after: string | null = START; after !== null;) {
    const from: string = after;
    const page: PageOf = await one.services.db.withTenant(one.ctx, (trx) =>
      section.page(one, trx, from),
    );
    yield* page.rows;
    after = page.last;
  }
}

/** Makes a page of rows that have an id. */
export const pageOf = <T extends { id: string }>(
  rows: readonly T[],
  view: (row: T) => ExportRow,
): PageOf => ({
  rows: rows.map(view),
  last: rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null,
});

/**
 * A page made of rows that have an id, and of which something is encrypted. What cannot be read of one is empty, and
 * the row says so; it keeps nobody from the rest of their copy.
 */
export const pageOfEncrypted = <T extends { id: string }>(
  keys: TenantKeys,
  rows: readonly T[],
  view: (keys: TenantKeys, row: T) => ExportRow,
): PageOf =>
  // In every row: a table has the same columns throughout.
  pageOf(rows, (row) => ({ unreadable: false, ...viewOne(keys, row, view) }));
