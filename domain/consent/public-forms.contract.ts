import { z } from 'zod';
import { channel } from './contract.ts';

const address = z.string().trim().min(3, 'is missing').max(320);

/** As a browser posts the form. */
export const publicOptIn = z.object({
  channel,
  address,
  purpose: z.string().min(1, 'choose one').max(64),
  agree: z.literal('yes', 'tick the box to agree'),
});
export type PublicOptIn = z.output<typeof publicOptIn>;

export const publicOptOut = z.object({ channel, address });
export type PublicOptOut = z.output<typeof publicOptOut>;
