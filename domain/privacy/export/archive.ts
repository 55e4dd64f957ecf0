import { PassThrough, pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import yazl from 'yazl';
import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { dayInDigits } from '#lib/zoned-day.ts';
import { makeReceipt } from '../../receipts/make-receipt.ts';
import { AGREED_TEXTS, agreedVersion } from '../../consent/read/purpose-agreed.ts';
import { purposeIn, type PurposeTexts } from '../../purposes/purpose-words.ts';
import { policiesOf } from '../../retention/policies.ts';
import { bidxs } from '../subject.ts';
import { aboutPage, type About } from './about.ts';
import type { Processor } from './processor.ts';
import { assistantMessages } from './assistant-messages.ts';
import { consentEvents } from './consent-events.ts';
import { messageEvents, messages } from './messages.ts';
import { consents, profile, suppressions } from './profile.ts';
import { accessLog, imports, requests, submissions, verifications } from './proofs.ts';
import { inbound, mailReports, reviews } from './received.ts';
import { rowsOf, type Exporting, type ExportRow, type Section } from './section.ts';

/** All data about a person, in reading order. */
export const SECTIONS: readonly Section[] = [
  profile, consents, consentEvents, messages, messageEvents, inbound, submissions,
  suppressions, verifications, reviews, mailReports, imports, assistantMessages, requests, accessLog,
]; // prettier-ignore

/**
 * Streams the archive: each section as JSON and CSV, the receipts, and the information of Article 15 as a page. Only
 * one page of rows is in memory. yazl writes the entries in order, so the counts in the page, which comes last, are
 * those of what was written.
 * @param counts receives the number of rows of each section
 */
export function archive(
  one: Exporting,
  processors: readonly Processor[],
  counts: Record<string, number>,
): AsyncIterable<Buffer> {
  const zip = new yazl.ZipFile();
  const add = (path: string, make: () => AsyncIterable<string>): void => {
    zip.addReadStreamLazy(path, { mtime: MADE }, (done) => {
      const entry = Readable.from(make(), { objectMode: false });
      // yazl adds no error listener, and an unhandled error ends the whole worker.
      entry.on('error', (error: Error) => zip.emit('error', error));
      done(null, entry);
    });
  };
  const heads: Record<string, ExportRow[]> = {};
  for (const section of SECTIONS) {
    const folder = section.portable ? 'portable' : 'about-you';
    add(`${folder}/${section.name}.json`, () => asJson(counted(one, section, counts, heads)));
    add(`${folder}/${section.name}.csv`, () => asCsv(rowsOf(one, section)));
  }
  add('receipts/receipts.json', () => asJson(receipts(one, counts)));
  add('about.html', async function* () {
    yield aboutPage(await aboutOf(one, processors, counts, heads['profile'] ?? []));
  });
  zip.end();
  // A failing section must fail the file, but yazl would leave its output open. The reader gets the error.
  const output = new PassThrough();
  zip.on('error', (error: Error) => output.destroy(error));
  pipeline(zip.outputStream, output, () => undefined);
  return output;
}

/** A constant: an entry's own time would only repeat when the archive was made, which is in it. */
const MADE = new Date(Date.UTC(2000, 0, 1));

async function* counted(
  one: Exporting,
  section: Section,
  counts: Record<string, number>,
  heads: Record<string, ExportRow[]>,
): AsyncGenerator<ExportRow> {
  counts[section.name] = 0;
  for await (const row of rowsOf(one, section)) {
    heads[section.name] ??= [row];
    counts[section.name] = (counts[section.name] ?? 0) + 1;
    yield row;
  }
}

async function* asJson(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  let first = true;
  for await (const row of rows) {
    yield `${first ? '[' : ','}\n${JSON.stringify(row, null, 2)}`;
    first = false;
  }
  yield first ? '[]\n' : '\n]\n';
}

/**
 * Writes CSV. It has a BOM, without which Excel reads Latin-1; formulas are escaped. All rows of a section have the
 * same fields.
 */
async function* asCsv(rows: AsyncIterable<ExportRow>): AsyncGenerator<string> {
  let first = true;
  for await (const row of rows) {
    if (first) yield stringify([Object.keys(row)], { bom: true, escape_formulas: true });
    first = false;
    yield stringify([Object.values(row).map(cell)], { escape_formulas: true });
  }
  if (first) yield '\uFEFF';
}

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Yields a signed receipt per consent given; an event older than receipts has none. */
async function* receipts(one: Exporting, counts: Record<string, number>): AsyncGenerator<unknown> {
  counts['receipts'] = 0;
  const grants: { id: string; consent_id: string }[] = await one.services.db.withTenant(
    one.ctx,
    (trx) =>
      trx('consent_events as e')
        .join('consents as c', (on) => {
          on.on('c.tenant_id', 'e.tenant_id').on('c.id', 'e.consent_id');
        })
        .whereRaw('c.address_bidx = any(?::bytea[])', [bidxs(one.subject)])
        .where({ 'e.state_after': 'granted' })
        .orderBy('e.id')
        .select('e.id', 'e.consent_id'),
  );
  for (const { id, consent_id } of grants) {
    const made = await makeReceipt(one.services, one.ctx, consent_id, {
      eventId: id,
      address: true,
    }).catch((error: unknown) => {
      if (error instanceof AppError) return null;
      throw error;
    });
    if (!made) continue;
    counts['receipts'] = (counts['receipts'] ?? 0) + 1;
    yield made;
  }
}

const aboutOf = (
  { services, ctx, subject, language }: Exporting,
  processors: readonly Processor[],
  counts: Record<string, number>,
  head: readonly ExportRow[],
): Promise<About> =>
  services.db.withTenant(ctx, async (trx) => {
    const tenant: { name: string; country: string; time_zone: string; postal: string | null } =
      await trx('tenants').first(
        'name',
        'country',
        'time_zone',
        trx.raw(`settings ->> 'postal_address' as postal`),
      );
    return {
      organization: tenant.name,
      postalAddress: tenant.postal,
      country: tenant.country,
      purposes: await purposesOf(trx, bidxs(subject), language),
      language,
      processors,
      kept: (await policiesOf(trx)).map(({ kind, keep_days: days }) => ({ kind, days })),
      sections: SECTIONS.map(({ name, portable }) => ({
        name,
        portable,
        rows: counts[name] ?? 0,
      })),
      source: typeof head[0]?.['source'] === 'string' ? head[0]['source'] : null,
      made: dayInDigits(tenant.time_zone, timeOf(trx)),
    };
  });

/** Returns the purposes the person was ever asked about, in the versions they agreed to. */
async function purposesOf(
  trx: Trx,
  addresses: Buffer[],
  language: string,
): Promise<About['purposes']> {
  const rows: (PurposeTexts & { category: string })[] = await trx('purposes as p')
    .join('consents as c', (on) => {
      on.on('c.tenant_id', 'p.tenant_id').on('c.purpose_id', 'p.id');
    })
    .joinRaw(agreedVersion)
    .whereRaw('c.address_bidx = any(?::bytea[])', [addresses])
    .orderBy(['p.created_at', 'p.id', 'e.purpose_version'])
    .distinct('p.created_at', 'p.id', 'e.purpose_version', 'p.category', trx.raw(AGREED_TEXTS));
  return rows.map((row) => ({ ...purposeIn(row, language), category: row.category }));
}
