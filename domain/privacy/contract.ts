import { z } from 'zod';
import { instant } from '../instant.contract.ts';

const contactId = z.uuid('must be a UUID');

export const exportRequest = z.strictObject({ contact_id: contactId });
export type ExportRequest = z.output<typeof exportRequest>;

export const erasureRequest = z.strictObject({
  contact_id: contactId,
  reason: z
    .string()
    .trim()
    .max(500)
    .optional()
    .describe('internal note, deleted once the request is done; stored encrypted'),
  dry_run: z.boolean().default(false).describe('count what would be deleted, but delete nothing'),
});
export type ErasureRequest = z.output<typeof erasureRequest>;

export const EXPORT_STATUSES = [
  'pending',
  'ready',
  'failed',
  'expired',
  'revoked',
  'erased',
] as const;
export type ExportStatus = (typeof EXPORT_STATUSES)[number];

/** Reasons to refuse a request, by Art. 12(6), 17(3) and 12(5). */
export const REFUSALS = ['identity', 'legal_claim', 'legal_duty', 'excessive', 'other'] as const;
export type Refusal = (typeof REFUSALS)[number];

export const REQUEST_STATUSES = ['unproven', 'open', 'under_way', 'done', 'refused'] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];
export const REQUEST_KINDS = ['export', 'erasure'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export const refusalInput = z.strictObject({
  reason: z.enum(REFUSALS),
  note: z
    .string()
    .trim()
    .max(500)
    .optional()
    .describe('additional text for the person; stored encrypted'),
});
export type RefusalInput = z.output<typeof refusalInput>;

export const newRequest = z.strictObject({
  contact_id: contactId,
  kind: z.enum(REQUEST_KINDS),
  channel: z
    .enum(['sms', 'email'])
    .optional()
    .describe('where the answer goes; by mail if there is one'),
  received_at: instant
    .optional()
    .describe('when the letter or call arrived; the month runs from then'),
});
export type NewRequest = z.output<typeof newRequest>;

export const ERASURE_STATUSES = ['pending', 'on_hold', 'running', 'completed', 'failed'] as const;
export type ErasureStatus = (typeof ERASURE_STATUSES)[number];
