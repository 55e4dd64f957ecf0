import { z } from 'zod';
import { purposeRef } from '../consent/contract.ts';
import { oneSubject, ONE_SUBJECT, subject } from '../subject.contract.ts';
import { channel } from '../channel.contract.ts';
import { bodySchema, customVariables, subjectSchema } from '../templates/contract.ts';

export const MESSAGE_STATUSES = [
  'excluded', 'refused', 'awaiting_consent', 'queued', 'sending', 'sent', 'delivered', 'failed',
  'bounced', 'complained', 'uncertain', 'canceled',
] as const; // prettier-ignore
export const messageStatus = z.enum(MESSAGE_STATUSES);

/** An own text for this message alone, or the name of a template. With neither, the default is used. */
const inlineTemplate = z.union([
  z.string().trim().min(1).max(120),
  z.strictObject({ subject: subjectSchema.optional(), body: bodySchema }),
]);

type Chosen = { template_id?: string | undefined; template?: unknown };
const atMostOne = (r: Chosen): boolean => r.template_id === undefined || r.template === undefined;
const AT_MOST_ONE = {
  path: ['template_id'],
  message: 'give either template_id or template; with neither, the default of the purpose is used',
};

/** The other channel, with the contact's address unless one is given here. */
const fallback = z
  .strictObject({
    channel,
    email: subject.email,
    phone: subject.phone,
    template_id: z.uuid().optional(),
    template: inlineTemplate.optional(),
  })
  .refine(atMostOne, AT_MOST_ONE)
  .refine((f) => (f.channel === 'sms' ? f.email : f.phone) === undefined, {
    path: ['channel'],
    message: 'is not the channel of the address given',
  });

export const sendRequest = z
  .strictObject({
    ...subject,
    channel,
    purpose: purposeRef,
    template_id: z.uuid().optional(),
    template: inlineTemplate.optional(),
    variables: customVariables.optional(),
    /** `request` asks the person to opt in first and sends once they have. */
    if_no_consent: z.enum(['request', 'refuse']).default('refuse'),
    /**
     * Sent instead, if there is consent for that channel, when the first channel is not allowed or fails for good.
     */
    fallback: fallback.optional(),
  })
  .refine(oneSubject, ONE_SUBJECT)
  .refine(atMostOne, AT_MOST_ONE)
  .refine((r) => r.fallback?.channel !== r.channel, {
    path: ['fallback', 'channel'],
    message: 'must be the other channel',
  });
export type SendRequest = z.output<typeof sendRequest>;

/** An address to search messages by: always in the body, never in a URL, a log or a workflow history. */
export const messageSearch = z.strictObject({
  address: z.string().trim().min(3).max(320),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

export const OUTCOMES = ['sending', 'awaiting_consent', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];
