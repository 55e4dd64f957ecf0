import { z } from 'zod';

/** Keys of an organisation that can be replaced. */
export const rotatedKind = z.enum(['data', 'signing', 'seal']);
export type RotatedKind = z.output<typeof rotatedKind>;

/**
 * announced: the new version is known and not used yet. running: values move to it. keeping: the old version
 * only checks what it signed. completed: done; of data and signing keys the old version is destroyed.
 * failed: it met what it cannot move (`failure`); both versions stay, and it can be asked for anew.
 */
export const rotationStatus = z.enum(['announced', 'running', 'keeping', 'completed', 'failed']);
export type RotationStatus = z.output<typeof rotationStatus>;

/** Links in mails have to work for 30 days (CAN-SPAM, 16 CFR 316.5); people find them later than that. */
export const LEAST_KEEP_DAYS = 30;
export const KEEP_DAYS = 400;

export const rotationRequest = z.strictObject({
  kind: rotatedKind,
  keep_days: z
    .int()
    .min(LEAST_KEEP_DAYS)
    .max(3650)
    .default(KEEP_DAYS)
    .describe('signing keys: how long links and codes made with the old version go on working'),
});
export type RotationRequest = z.output<typeof rotationRequest>;
