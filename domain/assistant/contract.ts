import { z } from 'zod';
import { urlText } from '#lib/url-text.ts';

/** What the assistant is used for. */
export const FEATURES = ['chat', 'editor', 'segment', 'widget'] as const;
export type Feature = (typeof FEATURES)[number];

/** Who asks: a member, an API key, or a visitor of the chat widget. */
export const ASKERS = ['user', 'api_key', 'person'] as const;

export const CALL_STATUSES = ['requested', 'reserved', 'settled', 'released', 'refused'] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/** The families of providers. */
export const PROVIDER_KINDS = ['openai', 'anthropic'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

const tokens = z.int({ abort: true }).min(0).max(1_000_000_000_000).nullable().default(null);
const cost = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be an amount such as 12.50')
  .nullable()
  .default(null);

/** Limits of one month; null: no such limit. */
export const limits = z
  .strictObject({ tokens, cost })
  .describe(
    'tokens, and their cost in US dollars; null: no such limit. A model without a known price costs nothing here, so only a limit in tokens limits it',
  );

export const quotaInput = z
  .strictObject({
    soft: limits.describe('owners are told by mail when it is reached, once a month'),
    hard: limits.describe('nothing is asked of a model beyond it'),
    per_user: limits.describe('of each member or API key'),
    per_conversation: limits.describe('of each conversation'),
    max_answer_tokens: z
      .int()
      .min(16)
      .max(32_000)
      .describe('the longest answer; this much is reserved for each'),
  })
  .superRefine((quota, issues) => {
    for (const unit of ['tokens', 'cost'] as const) {
      const [soft, hard] = [quota.soft[unit], quota.hard[unit]].map((one) =>
        one === null ? null : Number(one),
      );
      if (soft != null && hard != null && soft > hard) {
        issues.addIssue({
          code: 'custom',
          path: ['soft', unit],
          message: 'must not be above the hard limit',
        });
      }
    }
    for (const whose of ['hard', 'per_user', 'per_conversation'] as const) {
      const { tokens } = quota[whose];
      if (tokens !== null && tokens > 0 && tokens < quota.max_answer_tokens) {
        issues.addIssue({
          code: 'custom',
          path: [whose, 'tokens'],
          message:
            'must not be below the longest answer, or nothing can be asked; 0 switches it off',
        });
      }
    }
  });
export type QuotaInput = z.output<typeof quotaInput>;

const ADDRESS = 'must be an address such as https://api.openai.com/v1';

export const providerInput = z.strictObject({
  kind: z.enum(PROVIDER_KINDS),
  base_url: urlText(500, ADDRESS, /^https?$/).pipe(
    z
      .string()
      .regex(/^\S*$/, { error: ADDRESS, abort: true })
      .refine((text) => !/[?#]|\/\/[^/]*@/.test(text), 'must have no name, query or fragment')
      .overwrite((text) => text.replace(/\/+$/, '')),
  ),
  model: z
    .string()
    .trim()
    .min(1, { error: 'must not be empty', abort: true })
    .max(200)
    .regex(/^[\w.:/@+-]+$/, 'must be the name of a model, such as gpt-4.1-mini'),
  key: z
    .string()
    .trim()
    .min(1, { error: 'must not be empty', abort: true })
    .max(500)
    .regex(/^[!-~]+$/, 'must be a key: letters, digits and signs without spaces')
    .nullable()
    .optional()
    .describe('stored encrypted and never shown; absent: stays as it is; null: none'),
});
export type ProviderInput = z.output<typeof providerInput>;
