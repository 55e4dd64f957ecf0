import { own } from '#lib/own.ts';
import type { ContactImport } from '#models/import.ts';
import type { ImportedConsent } from '../consent/record/imported-consent.contract.ts';
import type { Context, Services } from '../context.ts';
import { fieldOf } from '../addresses/by-channel.ts';
import { concerns, consentHeader, refusesConsent } from '../imports/consent-words.ts';
import { chunksOf } from '../imports/kept-rows.ts';
import { maySpeakOfConsent, type Mapping } from './columns.ts';
import { readRow } from './read-row.ts';

/** The cell that says that a person does not consent. */
export type Declined = { row: number; column: string; value: string };
/** People whom the file itself says do not consent, by their address. */
export type DeclinedPeople = ReadonlyMap<string, Declined>;

/** Returns a function that finds the cell of a row which refuses consent for a channel. */
export function refusalsIn(
  columns: readonly string[],
  mapping: Mapping,
  channel: ImportedConsent['channel'],
): (values: readonly string[]) => Omit<Declined, 'row'> | null {
  const read = columns.flatMap((column, index) =>
    maySpeakOfConsent(own(mapping, column)) && concerns(column, channel)
      ? [{ column, index, said: consentHeader(column) }]
      : [],
  );
  return (values) => {
    for (const { column, index, said } of read) {
      const value = values[index] ?? '';
      if (value && refusesConsent(said, value)) return { column, value };
    }
    return null;
  };
}

/**
 * Returns everybody whom a row of the file says does not consent. The whole file is read before the first consent is
 * recorded, because the same person may be in two rows.
 */
export async function declinedIn(
  services: Services,
  ctx: Context,
  row: ContactImport,
  consent: ImportedConsent,
  homeCountry: string,
): Promise<DeclinedPeople> {
  const found = new Map<string, Declined>();
  const refusal = refusalsIn(row.columns, row.mapping, consent.channel);
  const field = fieldOf(consent.channel);
  for await (const { rows } of chunksOf(services, ctx, row, 0))
    for (const { number, values } of rows) {
      const cell = refusal(values);
      const read = cell && readRow(row.columns, values, row.mapping, homeCountry);
      if (!read || 'message' in read) continue;
      const address = read.row[field];
      if (address !== null && !found.has(address)) found.set(address, { row: number, ...cell });
    }
  return found;
}
