import { z } from 'zod';
import { VERIFICATION_STATUSES } from './rules.ts';

export const channel = z.enum(['sms', 'email']);
export const verificationStatus = z.enum(VERIFICATION_STATUSES);

export const startRequest = z.strictObject({
  channel,
  to: z.string().min(3).max(320),
  purpose: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be lower-case letters, digits and _')
    .default('verify'),
});
export type StartRequest = z.output<typeof startRequest>;

/** Digits as people type them: spaces and hyphens between are dropped. */
export const checkRequest = z.strictObject({
  code: z
    .string()
    .max(20)
    .transform((v) => v.replace(/[\s-]/g, ''))
    .pipe(z.string().regex(/^\d{4,10}$/, 'must be the digits of the code')),
});
