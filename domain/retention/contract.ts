import { z } from 'zod';
import { ACTIONS, RETENTION_KINDS } from './kinds.ts';

export const retentionAction = z.enum(ACTIONS);

export const retentionKind = z.enum(RETENTION_KINDS);

/** The kinds to change; the others stay unchanged. */
export const policyChange = z.strictObject({
  policies: z
    .array(
      z.strictObject({
        kind: retentionKind,
        keep_days: z.int().positive().nullable().describe('null: it is kept'),
        action: retentionAction.optional(),
      }),
    )
    .min(1)
    .max(RETENTION_KINDS.length)
    .refine((all) => new Set(all.map((one) => one.kind)).size === all.length, {
      error: 'contains a kind twice',
    }),
});
export type PolicyChange = z.output<typeof policyChange>;

export const RUN_STATUSES = ['running', 'completed', 'failed'] as const;
export const runStatus = z.enum(RUN_STATUSES);

export const newRun = z.strictObject({
  dry_run: z.boolean().default(false).describe('counts what would be deleted, but deletes nothing'),
});
export type NewRun = z.output<typeof newRun>;
