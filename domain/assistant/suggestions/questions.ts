import type { SmsSize } from '../../templates/segments.ts';
import { invalidField } from '#lib/errors.ts';
import type { SuggestionInput, Tone } from './contract.ts';
import { legendOf, type Marked } from './marks.ts';

/** A message as a model is given it. */
export type MarkedMessage = { subject: Marked | null; body: Marked };

const TONES: Record<Tone, string> = {
  friendly: 'friendly and personal, as to somebody one knows',
  formal: 'formal and polite, as to a customer whom one does not know',
  plain: 'plain and clear: short sentences and everyday words',
  calm: 'calm and factual: nothing urges, praises or exclaims',
};

/** Letters of a question with its marks: what is longer gets no whole answer anyway. */
const MOST_LETTERS = 20_000;

const MARK = /⟦\d+⟧/g;
const LETTER = /\p{L}/u;

/** Returns what is asked, as the rules of the task describe it. @throws AppError invalid */
export function questionOf(
  input: SuggestionInput,
  message: MarkedMessage,
  size: SmsSize | null,
): object {
  const { body, subject } = message;
  if (body.text.length > MOST_LETTERS) {
    throw invalidField('body', `is too long for the assistant: at most ${MOST_LETTERS.toLocaleString('en')} characters besides its markup`); // prettier-ignore
  }
  if (![subject?.text, body.text].some((text) => LETTER.test(text?.replaceAll(MARK, '') ?? ''))) {
    throw invalidField('body', 'has no words: the assistant changes words only, not values, links, numbers or signs'); // prettier-ignore
  }
  const texts = {
    ...(subject ? { subject: subject.text } : {}),
    body: body.text,
    marks: legendOf([...(subject?.marks ?? []), ...body.marks]),
  };
  const { language = 'en' } = input;
  switch (input.task) {
    case 'subject_lines':
      return { count: input.count, language, ...texts };
    case 'shorter':
      return { count: input.count, ...room(body, size), ...texts };
    case 'translation':
      return { from: language, to: input.to_language, ...texts };
    case 'tone':
      return { tone: TONES[input.tone], ...texts };
  }
}

/** Letters of one text message: in the GSM alphabet, and in any other. */
const [PLAIN, OTHER] = [160, 70];
/** In less room nobody can say anything. */
const LEAST = 15;

/** Returns how long a text may be that fits into one, besides its values and what is added to it. */
function room(
  body: Marked,
  size: SmsSize | null,
): { most_characters: number; plain_letters: boolean } {
  // prettier-ignore
  if (!size) throw invalidField('body', 'is too long to be counted');
  if (size.segments <= 1) throw invalidField('body', 'fits into one text already');
  // Typographic quotes can be avoided, the letters of a language cannot.
  const plain_letters = size.beyond_gsm.every((sign) => !/\p{L}/u.test(sign));
  const words = body.text.replaceAll(MARK, '');
  const most_characters = (plain_letters ? PLAIN : OTHER) - Math.max(0, size.chars - words.length);
  if (most_characters < LEAST) {
    throw invalidField('body', 'cannot fit into one text: its values, its links and how to stop leave no room for words'); // prettier-ignore
  }
  return { most_characters, plain_letters };
}
