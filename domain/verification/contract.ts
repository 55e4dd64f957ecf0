import { z } from 'zod';
import { VERIFICATION_STATUSES } from './rules.ts';
import { typedCode } from './typed-code.ts';

export const channel = z.enum(['sms', 'email']);
/** How far a verification got, whatever its outcome. */
export const stage = z.enum(['started', 'handed_over']);
export const verificationStatus = z.enum(VERIFICATION_STATUSES);

/** The person's own network address, for limits per connection. Behind the caller's server we cannot see it. */
const clientIp = z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' }).optional();

export const startRequest = z.strictObject({
  channel,
  to: z.string().min(3).max(320),
  purpose: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be lower-case letters, digits and _')
    .default('verify'),
  client_ip: clientIp,
});
export type StartRequest = z.output<typeof startRequest>;

/** A code as people type it, in the digits of any script: see `typedCode`. */
export const checkRequest = z.strictObject({
  code: z
    .string()
    .max(60)
    .transform(typedCode)
    .pipe(z.string().regex(/^\d{4,10}$/, 'must be the digits of the code')),
  client_ip: clientIp,
});
