import { z } from 'zod';
import { ENCODINGS } from '../imports/encodings.contract.ts';
import { importedConsent } from '../consent/record/imported-consent.contract.ts';
import { FIELD_NAME } from '../contacts/field-name.contract.ts';
import { hasTwice, TARGETS } from './columns.ts';

export const IMPORT_STATUSES = ['pending', 'running', 'completed', 'failed', 'canceled'] as const;

/**
 * The kinds of notes on an imported row: an omitted value, a changed value, something not done, a consent not
 * recorded, a blocked address.
 */
export const NOTE_KINDS = ['left_out', 'changed', 'not_done', 'consent', 'blocked'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

const target = z.union([
  z.enum(TARGETS),
  z
    .string()
    .regex(
      new RegExp(`^(?:field|consent|unrelated):${FIELD_NAME}$`, 'u'),
      'must be one of the known targets, field:<name>, consent:<name> or unrelated:<name>',
    ),
]);

/** Column header → target; null omits the column. */
export const mapping = z
  .record(z.string().max(500), target.nullable())
  .refine((given) => !hasTwice(given), { message: 'maps two columns to one target' });

/** The delimiter between values: one character, or `tab`. */
const delimiter = z
  .string()
  .transform((value) => (value === 'tab' ? '\t' : value))
  .pipe(z.string().regex(/^(?:\t|[^"\p{L}\p{N}\p{Cc}\s])$/u, 'must be one character, or tab'));

/** How a file is read; omitted settings are detected. */
const format = { encoding: z.enum(ENCODINGS).optional(), delimiter: delimiter.optional() };

export const uploadOptions = z.strictObject({
  mapping: mapping.optional(),
  ...format,
  dry_run: z.boolean().default(false),
  consent: importedConsent.optional(),
  /** False: only inspects the file; a later start request runs it. */
  start: z.boolean().default(true),
});
export type UploadOptions = z.output<typeof uploadOptions>;

export const startRequest = z.strictObject({
  mapping: mapping.optional(),
  dry_run: z.boolean().default(false),
  consent: importedConsent.nullable().optional(),
});
export type StartRequest = z.output<typeof startRequest>;

/** A change of how a waiting file is read. `mapping` refers to the columns found with the new settings. */
export const changeRequest = z.strictObject({ mapping: mapping.optional(), ...format });
export type ChangeRequest = z.output<typeof changeRequest>;
