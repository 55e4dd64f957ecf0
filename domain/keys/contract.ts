import { z } from 'zod';

/** Keys of an organisation that can be rotated. */
export const rotatedKind = z.enum(['data', 'signing', 'seal']);
export type RotatedKind = z.output<typeof rotatedKind>;

/**
 * announced: the new version is known but not used yet. running: values are re-encrypted with it. keeping: the old
 * version only verifies its signatures. completed: done; the old version of a data or signing key is destroyed.
 * failed: a value could not be re-encrypted (`failure`); both versions stay, and a new rotation can be requested.
 */
export const rotationStatus = z.enum(['announced', 'running', 'keeping', 'completed', 'failed']);
export type RotationStatus = z.output<typeof rotationStatus>;

/**
 * Links in mails have to work for 30 days (CAN-SPAM, 16 CFR 316.5); the default is longer, since people use old
 * mails.
 */
export const LEAST_KEEP_DAYS = 30;
export const KEEP_DAYS = 400;

export const rotationRequest = z
  .strictObject({
    kind: rotatedKind,
    keep_days: z
      .int()
      .min(LEAST_KEEP_DAYS)
      .max(3650)
      .optional()
      .describe(
        `signing keys only: how long links and codes made with the old version keep working; ${KEEP_DAYS} where left out`,
      ),
  })
  .refine(({ kind, keep_days }) => kind === 'signing' || keep_days === undefined, {
    path: ['keep_days'],
    error: 'is for signing keys only',
  })
  .transform(({ kind, keep_days = KEEP_DAYS }) => ({ kind, keep_days }));
export type RotationRequest = z.output<typeof rotationRequest>;
