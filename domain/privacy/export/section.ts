import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../../context.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import type { Subject } from '../subject.ts';

/** What a section reads from. */
export type Exporting = {
  services: Services;
  ctx: Context;
  keys: TenantKeys;
  subject: Subject;
  /** What is called differently in each language is named in this one. */
  language: string;
};

export type ExportRow = Record<string, unknown>;

/** The files of an archive; their titles are in words/. */
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
  | 'privacy_requests'
  | 'access_log';

/** One kind of data about a person: a file of the archive as JSON and one as CSV. */
export type Section = {
  /** The files' name. */
  name: SectionName;
  /** Data the person gave or that came from what they did: theirs to take elsewhere (Art. 20). */
  portable: boolean;
  /** Rows in an order that stays, after the one whose `id` was the last of the page before. */
  page(one: Exporting, trx: Trx, after: string): Promise<PageOf>;
};
export type PageOf = { rows: ExportRow[]; last: string | null };

export const PAGE = 200;
/** Before every id. */
export const START = '00000000-0000-0000-0000-000000000000';

/** Every row of a section, page by page, each in a short transaction. */
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

/** A page made of rows that have an id. */
export const pageOf = <T extends { id: string }>(
  rows: readonly T[],
  view: (row: T) => ExportRow,
): PageOf => ({
  rows: rows.map(view),
  last: rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null,
});
