import { z } from 'zod';
import type { Standing } from '../processes.ts';

/** The answer of a workflow to the standing query. */
export const standing: z.ZodType<Standing> = z.object({
  step: z.string(),
  since: z.string(),
  waiting_for: z.array(z.string()),
  until: z.string().nullable(),
  counts: z.record(z.string(), z.number()).optional(),
  steps: z.array(z.object({ step: z.string(), at: z.string() })),
});
