import { z } from 'zod';
import { channel } from '#domain/channel.contract.ts';
import { receipt as receiptShape } from '#domain/receipts/receipt.contract.ts';
import { withPeriod } from '#domain/period.contract.ts';
import { checkBroughtReceipt } from '#domain/receipts/check.ts';
import {
  receiptAction,
  receiptCheck,
  receiptFilter,
  receiptSearch,
} from '#domain/receipts/contract.ts';
import { listReceipts } from '#domain/receipts/list.ts';
import { getReceipt } from '#domain/receipts/read.ts';
import { searchReceipts } from '#domain/receipts/search.ts';
import { operation } from '../operation.ts';
import {
  addressAbsent,
  byId,
  contactId,
  id,
  listOf,
  ofContact,
  paging,
  reveal,
  timestamp,
  unreadable,
} from '../schemas.ts';

const row = z
  .object({
    id: id.describe('of the consent event: the number of its receipt'),
    consent_id: id,
    contact_id: contactId,
    channel,
    address: z.string().nullable().describe('masked'),
    address_absent: addressAbsent,
    purpose: z.string(),
    action: receiptAction,
    captured_at: timestamp.describe('when the person acted'),
    recorded_at: timestamp.describe('when we learned of it'),
    available: z
      .enum(['yes', 'erased', 'removed', 'too_old'])
      .describe(
        'whether a receipt can be made: not where the address is gone, nor from before receipts',
      ),
    handed: z
      .object({ message_id: id, at: timestamp })
      .nullable()
      .describe('the message that brought the person its link'),
    opened_at: timestamp
      .nullable()
      .describe('when its link was opened first, by the person or a program that looks at links'),
    made: z
      .object({ times: z.int(), last_at: timestamp.nullable() })
      .describe('by GET /consents/{id}/receipt'),
    unreadable,
  })
  .meta({ id: 'ReceiptEntry' });

const detail = row
  .extend({
    makings: z
      .array(
        z.object({
          at: timestamp,
          by: z.object({ type: z.string(), id: z.string().nullable() }),
          revealed: z.boolean().describe('with the address in clear'),
        }),
      )
      .describe('newest first'),
    receipt: receiptShape.nullable().describe('the receipt as it would be created now'),
    check: z
      .object({
        ok: z.boolean(),
        problems: z.array(z.string()),
        published: z
          .boolean()
          .nullable()
          .describe('its row is in the copy of the seal outside the database; null: no copy yet'),
      })
      .describe('result of checking it now'),
  })
  .meta({ id: 'ReceiptDetail' });

export const receipts = {
  list: operation({
    method: 'get',
    path: '/receipts',
    summary: 'Receipts of grants, withdrawals and imports, newest first, with their deliveries',
    permission: 'consents:read',
    query: withPeriod({ ...paging, ...receiptFilter, contact_id: ofContact }),
    output: listOf(row),
    handler: (services, ctx, { query }) => listReceipts(services, ctx, query),
  }),
  search: operation({
    method: 'post',
    path: '/receipts/search',
    summary: 'Receipts of an address; in the body, so that no log contains the address',
    permission: 'consents:read',
    limited: true,
    body: receiptSearch,
    output: listOf(row),
    handler: (services, ctx, { body }) => searchReceipts(services, ctx, body),
  }),
  check: operation({
    method: 'post',
    path: '/receipts/check',
    summary: 'Check a receipt: whether it is intact, and from your organization',
    permission: 'consents:read',
    body: receiptCheck,
    output: z
      .object({
        ok: z.boolean(),
        problems: z.array(z.string()),
        receipt_id: id.nullable().describe('for GET /receipts/{id}'),
        address_proven: z.boolean(),
      })
      .meta({ id: 'ReceiptVerdict' }),
    handler: (services, ctx, { body }) => checkBroughtReceipt(services, ctx, body.receipt),
  }),
  get: operation({
    method: 'get',
    path: '/receipts/{id}',
    summary: 'One receipt, created and checked now, with its deliveries',
    permission: 'consents:read',
    params: byId,
    query: z.strictObject({ reveal }),
    output: detail,
    handler: (services, ctx, { params, query }) =>
      getReceipt(services, ctx, params.id, query.reveal),
  }),
};
