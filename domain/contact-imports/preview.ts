import { invalidField } from '#lib/errors.ts';
import type { ContactImport } from '#models/import.ts';
import type { Context, Services } from '../context.ts';
import type { Format } from '../imports/csv.ts';
import type { KeptFile } from '../imports/keep-file.ts';
import { lookAt } from '../imports/look.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { encryptValue } from '../encryption/personal.ts';
import { getTenant } from '../tenancy/read.ts';
import { assertMapping, type Mapping } from './columns.ts';
import { guessColumns, mappingOf } from './guess-columns.ts';

const SAMPLE_ROWS = 5;
const MAX_COLUMNS = 200;

/** How many rows are inspected to detect the columns. */
const LOOKED_AT = 200;

/** How a file is read, its columns with their detected targets, and its first rows. */
export type Preview = Pick<ContactImport, 'columns' | 'mapping' | 'guesses'> & {
  format: Format;
  sample: string[][];
};

/** The settings a user chose for a file; they override detection. */
export type Said = {
  encoding?: Format['encoding'] | undefined;
  delimiter?: string | undefined;
  mapping?: Mapping | undefined;
};

/** Inspects a file, and detects the settings that were not chosen. @throws AppError invalid (`file`, `mapping`) */
export async function preview(
  services: Services,
  ctx: Context,
  file: Omit<KeptFile, 'name'>,
  said: Said,
): Promise<Preview> {
  const { country } = await getTenant(services, ctx);
  const {
    format,
    reasons,
    header,
    named,
    rows: records,
  } = await lookAt(file, LOOKED_AT, said, country);
  if (header.length > MAX_COLUMNS)
    throw invalidField('file', `has more than ${MAX_COLUMNS} columns`);
  const columns = unique(header);
  const rows = records.map((record) => record.values);
  const guesses = guessColumns(columns, rows, country, named);
  const guessed = named ? guesses : guesses.map((one) => ({ ...one, reason: `the file has no header row; ${one.reason}` })); // prettier-ignore
  const mapping = { ...mappingOf(guessed), ...said.mapping };
  assertMapping(columns, mapping);
  return {
    columns,
    sample: rows.slice(0, SAMPLE_ROWS),
    mapping,
    format,
    guesses: { ...reasons, columns: guessed },
  };
}

/** Converts a preview to columns of its import's row. */
export const seen = (keys: TenantKeys, ctx: Context, id: string, found: Preview) => ({
  ...found.format,
  columns: found.columns,
  mapping: found.mapping,
  guesses: found.guesses,
  sample_enc: encryptValue(
    keys,
    { tenantId: ctx.tenantId, table: 'imports', id, column: 'sample' },
    JSON.stringify(found.sample),
  ),
});

/** No object or JSON body can have `__proto__` as an ordinary key. */
const nameOf = (column: string): string => (column === '__proto__' ? '_proto_' : column);

/** Unnamed and repeated columns get names, so that each can be mapped. */
function unique(given: string[]): string[] {
  const header = given.map(nameOf);
  const taken = new Set<string>(header);
  const seenBefore = new Set<string>();
  return header.map((name, i) => {
    if (name && !seenBefore.has(name)) {
      seenBefore.add(name);
      return name;
    }
    const base = name || `Column ${i + 1}`;
    const names = [base, ...header.map((_, n) => `${base} (${n + 2})`)];
    const free = names.find((one) => !taken.has(one)) ?? base;
    taken.add(free);
    return free;
  });
}
