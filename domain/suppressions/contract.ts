import { z } from 'zod';
import { ENCODINGS } from '../imports/encodings.contract.ts';
import { channel } from '../channel.contract.ts';
import { instant } from '../instant.contract.ts';

/** The reasons of suppressions, the strongest first: a stronger reason replaces a weaker one. */
export const SUPPRESSION_REASONS = [
  'erasure', 'legal', 'complaint', 'opt_out', 'provider_block', 'hard_bounce', 'admin',
] as const; // prettier-ignore
export const suppressionReason = z.enum(SUPPRESSION_REASONS);
export type SuppressionReason = z.output<typeof suppressionReason>;

/** What is wrong with a block that claims an erasure: no certificate would prove it. */
export const ONLY_ERASURES =
  'erasure is recorded by erasures only. For a person who asked you to be forgotten use legal';
/** The reasons that a caller or a file may state. */
export const statedReason = suppressionReason.exclude(['erasure'], {
  error: ({ input }) => (input === 'erasure' ? ONLY_ERASURES : undefined),
});

/**
 * Reasons that come from the person or protect them. Only a member who states a reason may lift these
 * (docs/consent.md).
 */
export const PERSONS_OWN: readonly SuppressionReason[] = [
  'erasure', 'legal', 'complaint', 'opt_out',
]; // prettier-ignore

export const suppressionAddress = z.string().trim().min(3).max(320);

export const newSuppression = z.strictObject({
  channel,
  address: suppressionAddress,
  reason: statedReason,
  note: z.string().trim().max(500).optional(),
  expires_at: instant.optional(),
});
/** The maximum of addresses that one request blocks. */
export const MOST_AT_ONCE = 1000;
export const newSuppressions = z.strictObject({
  suppressions: z.array(newSuppression).min(1).max(MOST_AT_ONCE),
});

export const suppressionState = z.enum(['active', 'expired']);

/**
 * A search for an address. It is in the request body, so that it never appears in a URL, a log or a browser history.
 */
export const suppressionSearch = z.strictObject({
  address: suppressionAddress,
  channel: channel.optional(),
});

/** Why a suppression is lifted. The audit log stores it in clear, and more people read it than may see addresses. */
export const liftReason = z
  .string()
  .trim()
  .min(5, 'must say why, in a few words')
  .max(300)
  .refine((text) => !/@|(?:\d[\s().-]*){7,}/.test(text), 'must not contain an address or a number: the audit log stores it in clear text'); // prettier-ignore
export const lift = z.strictObject({ reason: liftReason.optional() }).optional();

/** The fields of an import besides the file. */
export const suppressionImportOptions = z.strictObject({
  reason: statedReason.default('admin'),
  /** For files whose only column is `address`; detected from each address's form if omitted. */
  channel: channel.optional(),
  /** The encoding of the file; detected if omitted. */
  encoding: z.enum(ENCODINGS).optional(),
});
export type SuppressionImportOptions = z.output<typeof suppressionImportOptions>;
