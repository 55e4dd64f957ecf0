import { z } from 'zod';
import { languageOf, languageTagOf } from '../../language-tag.contract.ts';
import {
  bodySchema,
  categorySchema,
  channelSchema,
  customVariables,
  languageTag,
  subjectSchema,
} from '../../templates/contract.ts';

/** The tones in which the assistant rewrites a message. */
export const TONES = ['friendly', 'formal', 'plain', 'calm'] as const;
export type Tone = (typeof TONES)[number];

const written = {
  body: bodySchema.describe('as it is typed; nothing is stored'),
  language: languageTag.optional().describe('of the text; by default en'),
  category: categorySchema
    .default('promotional')
    .describe('decides what is added at the end, such as how to stop'),
  variables: customVariables.optional().describe('made-up values, by which a text is measured'),
};
const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
/** A template may be in a language without a name (`xx`); nobody can translate into one. */
const isNamed = (tag: string): boolean => names.of(tag.split('-')[0] ?? tag) !== undefined;

const subject = subjectSchema.optional().describe('of a mail');
const count = (usual: number) => z.int().min(1).max(5).default(usual).describe('how many');

const TASKS = ['subject_lines', 'shorter', 'translation', 'tone'] as const;
const asked = z.discriminatedUnion(
  'task',
  [
    z.strictObject({
      task: z.literal('subject_lines'),
      channel: z.literal('email', 'must be email: a text message has no subject'),
      subject,
      ...written,
      count: count(3),
    }),
    z.strictObject({
      task: z.literal('shorter'),
      channel: z.literal('sms', 'must be sms: a mail has no segments'),
      ...written,
      count: count(2),
    }),
    z.strictObject({
      task: z.literal('translation'),
      channel: channelSchema,
      subject,
      ...written,
      to_language: languageTagOf('must be a language tag such as en or ar'),
    }),
    z.strictObject({
      task: z.literal('tone'),
      channel: channelSchema,
      subject,
      ...written,
      tone: z.enum(TONES),
    }),
  ],
  { error: `must be one of ${TASKS.join(', ')}` },
);

/** What the assistant is asked about a text in an editor. */
export const suggestionInput = asked.superRefine((input, issues) => {
  if (input.task !== 'translation') return;
  const to = languageOf(input.to_language);
  if (to === null) return;
  const message =
    to === (input.language ?? 'en')
      ? 'is the language that the text is in already'
      : isNamed(to)
        ? undefined
        : 'is no known language: it must be a tag such as en or ar';
  if (message) issues.addIssue({ code: 'custom', path: ['to_language'], message });
});
export type SuggestionInput = z.output<typeof suggestionInput>;

/** Why a suggestion of the model is not offered. */
export const LEFT_OUT = [
  'lost',
  'added',
  'moved',
  'links',
  'opt_out',
  'markup',
  'invalid',
  'too_long',
  'same',
] as const;
export type LeftOut = (typeof LEFT_OUT)[number];
