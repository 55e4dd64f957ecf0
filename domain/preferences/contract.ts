import { z } from 'zod';
import { REQUEST_KINDS } from '../privacy/contract.ts';
import { formLanguage } from '../forms/contract.ts';

const purposeKey = z.string().min(1).max(64);

/** What a person may do with their link, as a browser posts it. */
export const preferenceAct = z.discriminatedUnion('intent', [
  /** Without a purpose: everything on this channel. */
  z.object({ intent: z.literal('withdraw'), purpose: purposeKey.optional() }),
  z.object({
    intent: z.literal('opt_in'),
    purposes: z.array(purposeKey).min(1, 'tick what you want').max(20),
    language: formLanguage,
    /** The consent wordings beside the boxes, each as its SHA-256; our page always sends them. */
    shown: z.array(z.string().max(64)).max(200).default([]),
  }),
  z.object({ intent: z.literal('language'), language: formLanguage }),
  /** A copy of the person's data, or its erasure: needs a code first. */
  z.object({ intent: z.literal('privacy'), kind: z.enum(REQUEST_KINDS), language: formLanguage }),
]);
export type PreferenceAct = z.output<typeof preferenceAct>;

export const linkRequest = z.object({
  channel: z.enum(['sms', 'email']),
  address: z.string().trim().min(1, 'is missing').max(320),
});
export type LinkRequest = z.output<typeof linkRequest>;
