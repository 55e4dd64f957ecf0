import { z } from 'zod';
import { channel } from '../channel.contract.ts';
import { typedCode } from '../verification/typed-code.ts';

/** The caller: a member of the organisation. */
export type Member = { id: string; email: string; name: string };

export const proveAddress = z.strictObject({
  channel,
  phone: z
    .string()
    .trim()
    .min(3)
    .max(40)
    .optional()
    .describe('for texts; mails go to the address of your account'),
});
export type ProveAddress = z.output<typeof proveAddress>;

export const proofCode = z.strictObject({
  channel,
  code: z
    .string()
    .max(60)
    .transform(typedCode)
    .pipe(z.string().regex(/^\d{4,10}$/, 'must be the digits of the code')),
});
export type ProofCode = z.output<typeof proofCode>;

export const TEST_STATUSES = ['queued', 'sending', 'sent', 'failed', 'uncertain'] as const;
export type TestStatus = (typeof TEST_STATUSES)[number];
