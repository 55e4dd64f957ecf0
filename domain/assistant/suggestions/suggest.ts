import { AppError, invalidField, isKind } from '#lib/errors.ts';
import type { Context, Services } from '../../context.ts';
import { previewText, type Preview } from '../../template-previews/preview.ts';
import type { TemplateSource } from '../../templates/contract.ts';
import { needsOptOut } from '../../templates/opt-out-shown.ts';
import type { SmsSize } from '../../templates/segments.ts';
import { askOnce, type OneCall } from '../once/ask-once.ts';
import { shorter, subjectLines, tone, translation } from '../tasks/editor.ts';
import type { SuggestionInput } from './contract.ts';
import { goneFrom, type Gone } from './gone.ts';
import { marked, newMarks, unmarkedNew, type Fault, type Marks } from './marks.ts';
import { problemsOf } from './problems.ts';
import { questionOf, type MarkedMessage } from './questions.ts';

/** A text that may be used as it is, or after what `problems` says was mended by hand. */
export type Suggestion = {
  subject: string | null;
  body: string | null;
  sms: Omit<SmsSize, 'beyond_gsm'> | null;
  /** What readers rely on and the text has no more, as it was written: numbers, days, how to stop. */
  gone: string[];
  problems: string[];
};
export type Suggested = OneCall & { suggestions: Suggestion[]; left_out: Fault[] };

type Said = { subject?: string | undefined; body?: string };

/**
 * Asks the assistant about a text that is being written. Nothing is stored in a template. What a model answers is
 * offered only if it is a text of the same values, links and markup that can be filled in; a shorter one only if it
 * fits into one text message.
 * @throws AppError as `askOnce`; invalid (the text itself cannot be filled in, is too long, or short enough)
 */
export async function suggest(
  services: Services,
  ctx: Context,
  input: SuggestionInput,
): Promise<Suggested> {
  const look = (source: TemplateSource): Promise<Preview> =>
    previewText(services, ctx, source, { variables: input.variables, reveal: false });
  const source = sourceOf(input);
  const before = await look(source);
  if (isUnreadable(before)) {
    throw new AppError('invalid', 'Mend the text first', { errors: before.errors });
  }
  const marks = newMarks();
  const isMail = input.channel === 'email';
  const message: MarkedMessage = {
    subject: source.subject === undefined ? null : marked(source.subject, false, marks),
    body: marked(source.body, isMail, marks),
  };
  const { said, call } = await answered(services, ctx, input, questionOf(input, message, before.segments)); // prettier-ignore
  const suggested: Suggested = { ...call, suggestions: [], left_out: [] };
  const seen = new Set([JSON.stringify([source.subject, source.body])]);
  for (const one of said) {
    const text = unmarked(input, message, marks, one);
    if ('left_out' in text) {
      suggested.left_out.push(text);
      continue;
    }
    const changed = { ...source, ...text, language: languageOf(input) };
    const key = JSON.stringify([changed.subject, changed.body]);
    const after = await look(changed);
    const gone = goneOf(input, message, one);
    const fault = seen.has(key)
      ? { left_out: 'same' as const, what: [] }
      : faultOf(input, after, gone);
    seen.add(key);
    if (fault) suggested.left_out.push(fault);
    else suggested.suggestions.push(offered(input, message, text, { before, after, gone }));
  }
  return suggested;
}

function sourceOf(input: SuggestionInput): TemplateSource {
  const { channel, category, body, language } = input;
  const subject = 'subject' in input ? input.subject : undefined;
  return {
    channel,
    category,
    body,
    ...(subject === undefined || channel === 'sms' ? {} : { subject }),
    ...(language === undefined ? {} : { language }),
  };
}

const languageOf = (input: SuggestionInput): string =>
  (input.task === 'translation' ? input.to_language : input.language) ?? 'en';

/** A text that cannot be filled in. */
const isUnreadable = ({ html, text, errors }: Preview): boolean =>
  html === null && text === '' && errors.length > 0;

async function answered(
  services: Services,
  ctx: Context,
  input: SuggestionInput,
  question: object,
): Promise<{ said: Said[]; call: OneCall }> {
  const ask = async (): Promise<{ answer: { suggestions: Said[] }; call: OneCall }> => {
    switch (input.task) {
      case 'subject_lines':
        return askOnce(services, ctx, subjectLines, question);
      case 'shorter':
        return askOnce(services, ctx, shorter, question);
      case 'translation':
        return askOnce(services, ctx, translation, question);
      case 'tone':
        return askOnce(services, ctx, tone, question);
    }
  };
  try {
    const { answer, call } = await ask();
    const most = 'count' in input ? input.count : 1;
    return { said: answer.suggestions.slice(0, most), call };
  } catch (error) {
    if (isKind(error, 'invalid')) throw invalidField('body', 'is too long for this model');
    throw error;
  }
}

/** Puts everything back that marks stand for. */
function unmarked(
  { task }: SuggestionInput,
  { subject, body }: MarkedMessage,
  marks: Marks,
  said: Said,
): { subject?: string; body?: string } | Fault {
  if (task === 'subject_lines') {
    const own = { ...body, marks: [...(subject?.marks ?? []), ...body.marks] };
    const made = unmarkedNew(oneLine(said.subject ?? ''), own, marks);
    return 'left_out' in made ? made : { subject: made.text };
  }
  const text = body.unmark(said.body ?? '');
  if ('left_out' in text) return text;
  if (!subject) return { body: text.text };
  const line = subject.unmark(oneLine(said.subject ?? ''));
  return 'left_out' in line ? line : { subject: line.text, body: text.text };
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** A new subject stands above the text as it is. */
function goneOf(input: SuggestionInput, { subject, body }: MarkedMessage, said: Said): Gone {
  const text = input.task === 'subject_lines' ? body.text : said.body;
  return goneFrom(
    { texts: [subject?.text, body.text], language: input.language ?? 'en' },
    { texts: [said.subject, text], language: languageOf(input) },
  );
}

function faultOf(
  { task, category }: SuggestionInput,
  after: Preview,
  { optOut }: Gone,
): Fault | undefined {
  if (isUnreadable(after)) {
    return { left_out: 'invalid', what: after.errors.map(({ message }) => message) };
  }
  if (optOut.length && needsOptOut(category)) return { left_out: 'opt_out', what: optOut };
  const segments = after.segments?.segments ?? 0;
  if (task !== 'shorter' || segments === 1) return undefined;
  return { left_out: 'too_long', what: [] };
}

function offered(
  input: SuggestionInput,
  message: MarkedMessage,
  text: { subject?: string; body?: string },
  { gone, ...seen }: { before: Preview; after: Preview; gone: Gone },
): Suggestion {
  const size = input.task === 'subject_lines' ? null : seen.after.segments;
  return {
    subject: text.subject ?? null,
    body: text.body ?? null,
    sms: size && { encoding: size.encoding, segments: size.segments, chars: size.chars },
    gone: [...gone.optOut, ...gone.figures],
    problems: problemsOf(input, message, seen),
  };
}
