import type { ContactImport } from '#models/import.ts';
import type { ImportedConsent } from '../consent/record/imported-consent.contract.ts';
import type { Context, Services } from '../context.ts';
import { fieldOf } from '../addresses/by-channel.ts';
import { chunksOf } from '../imports/kept-rows.ts';
import { consentColumns } from './consent-columns.ts';
import { readRow } from './read-row.ts';

/** The cell that says that a person does not consent. */
export type Declined = { row: number; column: string; value: string };
/** People whom the file itself says do not consent, by their address. */
export type DeclinedPeople = ReadonlyMap<string, Declined>;

/**
 * Returns everybody whom a row of the file says does not consent. The whole file is read before the first consent is
 * recorded, because the same person may be in two rows; and once more where a column turns out to say who agreed.
 */
export async function declinedIn(
  services: Services,
  ctx: Context,
  row: ContactImport,
  consent: ImportedConsent,
  homeCountry: string,
): Promise<DeclinedPeople> {
  const found = new Map<string, Declined>();
  const columns = consentColumns(row.columns, row.mapping, consent.channel);
  const field = fieldOf(consent.channel);
  const each = async (refusal: (values: readonly string[]) => Omit<Declined, 'row'> | null) => {
    for await (const { rows } of chunksOf(services, ctx, row, 0))
      for (const { number, values } of rows) {
        const cell = refusal(values);
        const read = cell && readRow(row.columns, values, row.mapping, homeCountry);
        if (!read || 'message' in read) continue;
        const address = read.row[field];
        if (address !== null && !found.has(address)) found.set(address, { row: number, ...cell });
      }
  };
  await each(columns.read);
  const settled = columns.settle();
  if (settled) await each(settled);
  return found;
}
