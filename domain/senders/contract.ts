import { z } from 'zod';
import { visibleName } from '#lib/visible.ts';

/** The purpose of a DNS record. */
export const RECORD_USES = ['ownership', 'dkim', 'spf', 'dmarc', 'return_path'] as const;
export const recordUse = z.enum(RECORD_USES);
export type RecordUse = (typeof RECORD_USES)[number];

/** `different`: there is another value; `unreachable`: the DNS did not answer, so the state is unknown. */
export const RECORD_STATES = ['unchecked', 'found', 'missing', 'different', 'unreachable'] as const;
export type RecordState = (typeof RECORD_STATES)[number];

export const dnsRecord = z.object({
  use: recordUse,
  type: z.enum(['TXT', 'MX']),
  name: z.string().describe('where it stands'),
  value: z.string().nullable().describe('what to enter; null where any suitable value will do'),
  note: z.string().describe('what it is for'),
  state: z.enum(RECORD_STATES).describe('at the last check'),
  found: z.array(z.string()).describe('what was found at the last check'),
});
export type DnsRecord = z.output<typeof dnsRecord>;

export const newSendingDomain = z.strictObject({
  domain: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(253, 'must be at most 253 characters')
    .describe('the part after the @ of your address, such as shop.example'),
});
export type NewSendingDomain = z.output<typeof newSendingDomain>;

const address = z.string().trim().max(254, 'must be at most 254 characters').nullable().optional();

/** The sender of mails. A missing field stays unchanged; null removes it. */
export const senderPatch = z.strictObject({
  name: visibleName(100).nullable().optional(),
  email: address,
  reply_to: address,
});
export type SenderPatch = z.output<typeof senderPatch>;

export const senderView = z.object({
  name: z.string().nullable(),
  email: z.string().nullable(),
  reply_to: z.string().nullable(),
  state: z
    .enum(['default', 'proved', 'unproved'])
    .describe(
      'default: no address of your own; unproved: its domain is not proved, production sends from the installation’s address',
    ),
});
