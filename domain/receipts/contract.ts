import { z } from 'zod';
import { isShallow } from '#lib/depth.ts';
import { purposeRef } from '../consent/contract.ts';
import { channel } from '../channel.contract.ts';
import { RECEIPT_ACTIONS, RECEIPT_STATES } from './words.contract.ts';

export const receiptAction = z.enum(RECEIPT_ACTIONS);
export const receiptState = z.enum(RECEIPT_STATES);

export const receiptFilter = {
  contact_id: z.uuid('must be a UUID').optional(),
  consent_id: z.uuid('must be a UUID').optional(),
  action: receiptAction.optional(),
  state: receiptState.optional(),
  channel: channel.optional(),
  purpose: purposeRef.optional(),
};

/**
 * A search for receipts by address. It is in the request body, so that it never appears in a URL, a log or a browser
 * history.
 */
export const receiptSearch = z.strictObject({
  address: z.string().trim().min(3).max(320),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(300).optional(),
});

/** A presented receipt. */
export const receiptCheck = z.strictObject({
  receipt: z
    .record(z.string(), z.unknown(), 'must be the JSON of a receipt')
    .refine((receipt) => isShallow(receipt, 20), 'is nested too deeply to be a receipt')
    .describe('the JSON of a receipt, as it was handed over'),
});
