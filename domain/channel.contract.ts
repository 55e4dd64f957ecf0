import { z } from 'zod';

/** How people are reached. */
export const channel = z.enum(['sms', 'email']);
