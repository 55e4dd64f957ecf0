import { z } from 'zod';
import { ENCODINGS } from '../imports/encodings.contract.ts';
import { channel } from '../channel.contract.ts';
import { instant } from '../instant.contract.ts';

/** Why nothing is sent to an address, the weightiest first: a second reason replaces a lighter one. */
export const SUPPRESSION_REASONS = [
  'erasure', 'legal', 'complaint', 'opt_out', 'provider_block', 'hard_bounce', 'admin',
] as const; // prettier-ignore
export const suppressionReason = z.enum(SUPPRESSION_REASONS);
export type SuppressionReason = z.output<typeof suppressionReason>;

/** Said by the person, or owed to them: lifted only by a member who says why (docs/consent.md). */
export const PERSONS_OWN: readonly SuppressionReason[] = [
  'erasure', 'legal', 'complaint', 'opt_out',
]; // prettier-ignore

export const suppressionAddress = z.string().trim().min(3).max(320);

export const newSuppression = z.strictObject({
  channel,
  address: suppressionAddress,
  reason: suppressionReason,
  note: z.string().trim().max(500).optional(),
  expires_at: instant.optional(),
});
/** Many at once: a request blocks no more than this before it answers. */
export const MOST_AT_ONCE = 1000;
export const newSuppressions = z.strictObject({
  suppressions: z.array(newSuppression).min(1).max(MOST_AT_ONCE),
});

export const suppressionState = z.enum(['active', 'expired']);

/** An address that is looked for: in the body, never in an address line, a log or a history. */
export const suppressionSearch = z.strictObject({
  address: suppressionAddress,
  channel: channel.optional(),
});

/**
 * Why a block is lifted; the audit keeps it in clear, and is read by more people than may see addresses.
 */
export const liftReason = z
  .string()
  .trim()
  .min(5, 'must say why, in a few words')
  .max(300)
  .refine((text) => !/@|(?:\d[\s().-]*){7,}/.test(text), 'must not hold an address or a number: the audit keeps it in clear'); // prettier-ignore
export const lift = z.strictObject({ reason: liftReason.optional() }).optional();

/** Fields beside the file of an import. */
export const suppressionImportOptions = z.strictObject({
  reason: suppressionReason.default('admin'),
  /** For files whose only column is `address`; found by each address's shape unless given. */
  channel: channel.optional(),
  /** What the file is written in; guessed unless given. */
  encoding: z.enum(ENCODINGS).optional(),
});
export type SuppressionImportOptions = z.output<typeof suppressionImportOptions>;
