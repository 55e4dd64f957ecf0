import { z } from 'zod';
import type { Task } from './task.ts';

/* What the assistant does for somebody who writes a template. */

/** Texts by number; what a model adds beside them is left out. */
const MOST = 10;
const subject = z.string().trim().min(1).max(1_000);
const body = z.string().trim().min(1).max(200_000);
const listOf = <T>(one: z.ZodType<T>) => z.object({ suggestions: z.array(one).min(1).max(MOST) });

/** How values, links and markup are written on the way to the model (protect.ts). */
const MARKS = [
  'Marks such as ⟦1⟧ stand for values that are filled in later, for links and for markup. `marks` says what some of them are. Write each mark exactly as it is, and invent none.',
];
const EACH_ONCE =
  'Each mark of a text must be in your text, too, exactly as often as there, and never without its brackets. Marks of markup keep their order.';
const PLAIN = 'Write no HTML, no Markdown and no braces.';
/** What readers rely on (suggestions/gone.ts). */
const FACTS =
  'Leave no number, date, time, amount or phone number out, and change none. Keep the words that tell how to stop, such as “Reply STOP to opt out”, with the same word to send.';

export const subjectLines: Task<{ suggestions: { subject: string }[] }> = {
  name: 'subject_lines',
  feature: 'editor',
  title: 'Subject lines',
  rules: [
    'The question is a mail, `body`, with its present `subject` if it has one. Suggest subject lines for it.',
    'Suggest as many as `count` says, each different in its idea, each at most 60 characters, in the language of `language`, or of the mail.',
    'Say what the mail says. Promise nothing that is not in it, and use no capitals or exclamation marks to be noticed.',
    ...MARKS,
    'A subject line may use marks of values, and need not.',
    PLAIN,
    'Answer: {"suggestions": [{"subject": "…"}]}',
  ],
  answer: listOf(z.object({ subject })),
};

export const shorter: Task<{ suggestions: { body: string }[] }> = {
  name: 'shorter',
  feature: 'editor',
  title: 'A shorter text',
  rules: [
    'The question is a text message, `body`. Write it shorter, so that it has at most as many characters as `most_characters` says, marks not counted, with everything that its reader must know.',
    FACTS,
    'Suggest as many ways as `count` says, in the language of the text.',
    'Where `plain_letters` is true, use only letters and signs of the GSM 7-bit alphabet: straight quotes, hyphens and dots instead of typographic ones, and no emoji.',
    ...MARKS,
    EACH_ONCE,
    PLAIN,
    'Answer: {"suggestions": [{"body": "…"}]}',
  ],
  answer: listOf(z.object({ body })),
};

/** A message that is written anew as a whole. */
type Rewritten = { suggestions: { subject?: string | undefined; body: string }[] };
const rewritten: z.ZodType<Rewritten> = listOf(
  z.object({ subject: subject.nullish().transform((text) => text ?? undefined), body }),
);
const REWRITTEN = [
  FACTS,
  'Keep paragraphs and line breaks.',
  ...MARKS,
  EACH_ONCE,
  PLAIN,
  'Answer with one suggestion, without `subject` where there is none: {"suggestions": [{"subject": "…", "body": "…"}]}',
];

export const translation: Task<Rewritten> = {
  name: 'translation',
  feature: 'editor',
  title: 'Translation',
  rules: [
    'The question is a message: `body`, and `subject` if it has one. Translate both from the language `from` into the language `to`; both are language tags.',
    'Translate what it says, in the tone that it has, as a native speaker would write it. Leave names of people, organizations and products as they are.',
    ...REWRITTEN,
  ],
  answer: rewritten,
};

export const tone: Task<Rewritten> = {
  name: 'tone',
  feature: 'editor',
  title: 'Another tone',
  rules: [
    'The question is a message: `body`, and `subject` if it has one. Write both in the tone that `tone` describes, in the same language.',
    'Say the same: add no offer, date, price or promise, and leave none out. A text message does not become longer.',
    ...REWRITTEN,
  ],
  answer: rewritten,
};
