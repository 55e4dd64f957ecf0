import { z } from 'zod';
import { urlText } from '#lib/url-text.ts';
import { languageKeyOf, languageTagOf } from '../language-tag.contract.ts';
import { visibleText } from '#lib/visible.ts';
import { channel } from '../channel.contract.ts';
import { instant } from '../instant.contract.ts';
import { ONE_SUBJECT, oneSubject, subject } from '../subject.contract.ts';
import { CONSENT_SOURCES, CONSENT_STATES } from './rules.ts';

export const consentState = z.enum(CONSENT_STATES);

/** Evidence that a consent was given: when, where, with which device. All of it is encrypted at rest. */
export const evidence = z
  .object({
    captured_at: instant.optional().describe('when the person acted; not in the future'),
    ip: z.union([z.ipv4(), z.ipv6()]).optional(),
    user_agent: z.string().max(500).optional(),
    form_url: urlText(2000, 'must be an address such as https://example.com/join').optional(),
  })
  .catchall(z.string().max(2000))
  .refine((e) => Object.keys(e).length <= 30, 'takes 30 fields at most');
export type Evidence = z.output<typeof evidence>;

/** Sources that a caller of the API may name; only Assent itself sets the others. */
export const statedSource = z.enum(['web_form', 'api', 'paper', 'verbal', 'preference_centre']);
export const optOutSource = z.enum([
  'web_form',
  'api',
  'paper',
  'verbal',
  'preference_centre',
  'admin',
]);

export const purposeRef = z.string().min(1).max(64);

/** The wording a person saw. It must be visible: an invisible text is no proof. */
export const wordingText = visibleText(5000);
export const languageTag = languageTagOf('must be a language tag such as en');
export const languageKey = languageKeyOf('must be a language tag such as en');

export const optInRequest = z
  .strictObject({
    ...subject,
    channel,
    purpose: purposeRef.optional(),
    wording: wordingText.optional(),
    /** Several at once: one code or link confirms them all. */
    purposes: z
      .array(z.strictObject({ purpose: purposeRef, wording: wordingText }))
      .min(1)
      .max(20)
      .optional(),
    source: statedSource,
    language: languageTag.default('en'),
    evidence: evidence.optional(),
  })
  .refine(oneSubject, ONE_SUBJECT)
  .superRefine((value, context) => {
    const say = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (value.purposes) {
      if (value.purpose !== undefined) say('purpose', 'is already in purposes');
      if (value.wording !== undefined) say('wording', 'belongs to each of purposes');
    } else {
      if (value.purpose === undefined) say('purpose', 'is required');
      if (value.wording === undefined) say('wording', 'is required');
    }
  });
export type OptInRequest = z.output<typeof optInRequest>;

export const optOutRequest = z
  .strictObject({
    ...subject,
    channel,
    /** If omitted: every purpose on this channel. */
    purpose: purposeRef.optional(),
    source: optOutSource.default('api'),
    wording: wordingText.optional(),
    evidence: evidence.optional(),
  })
  .refine(oneSubject, ONE_SUBJECT);

export const source = z.enum(CONSENT_SOURCES);

/** Values of the filter on events. `confirm` is a grant by the code or link that was sent. */
export const eventAction = z.enum([
  'request', 'grant', 'confirm', 'withdraw', 'expire', 'lapse', 'import',
]); // prettier-ignore
