import { z } from 'zod';
import { ENCODINGS } from '../imports/encodings.contract.ts';
import { importedConsent } from '../consent/record/imported-consent.contract.ts';
import { TARGETS } from './columns.ts';

export const IMPORT_STATUSES = ['pending', 'running', 'completed', 'failed', 'canceled'] as const;

/**
 * What may be said of a row that was taken: a field that cannot be kept, a value that was changed, something that was
 * not done, a consent that was not recorded, an address that is blocked.
 */
export const NOTE_KINDS = ['left_out', 'changed', 'not_done', 'consent', 'blocked'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

const target = z.union([
  z.enum(TARGETS),
  z
    .string()
    .regex(/^field:[a-z][a-z0-9_]{0,62}$/, 'must be one of the known targets or field:<name>'),
]);

/** Column header → what it holds; null leaves it out. */
export const mapping = z.record(z.string().max(500), target.nullable()).refine(
  (m) => {
    const used = Object.values(m).filter((v) => v !== null);
    return new Set(used).size === used.length;
  },
  { message: 'gives one target to two columns' },
);

/** What stands between values: one sign, or `tab`. */
const delimiter = z
  .string()
  .transform((value) => (value === 'tab' ? '\t' : value))
  .pipe(z.string().regex(/^(?:\t|[^"\p{L}\p{N}\p{Cc}\s])$/u, 'must be one sign, or tab'));

/** How a file is read; what is not said is guessed. */
const format = { encoding: z.enum(ENCODINGS).optional(), delimiter: delimiter.optional() };

export const uploadOptions = z.strictObject({
  mapping: mapping.optional(),
  ...format,
  dry_run: z.boolean().default(false),
  consent: importedConsent.optional(),
  /** False: only look at the file; `start` runs it. */
  start: z.boolean().default(true),
});
export type UploadOptions = z.output<typeof uploadOptions>;

export const startRequest = z.strictObject({
  mapping: mapping.optional(),
  dry_run: z.boolean().default(false),
  consent: importedConsent.nullable().optional(),
});
export type StartRequest = z.output<typeof startRequest>;

/** Another way to read a file that waits: `mapping` is for the columns that are found then. */
export const changeRequest = z.strictObject({ mapping: mapping.optional(), ...format });
export type ChangeRequest = z.output<typeof changeRequest>;
