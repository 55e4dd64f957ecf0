import { z } from 'zod';
import { channel } from '../channel.contract.ts';

const address = z.string().trim().min(1, 'is missing').max(320);

export const publicOptOut = z.object({ channel, address });
export type PublicOptOut = z.output<typeof publicOptOut>;
