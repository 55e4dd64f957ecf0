import type { FieldError } from '#lib/errors.ts';
import { AppError } from '#lib/errors.ts';
import { NOTHING_SEEN } from '#lib/visible.ts';
import type { TemplateSource } from './contract.ts';
import { compileTemplate, type CompiledTemplate } from './render.ts';
import { BAD_LINK, hasBadLink, hasHandler } from './safe-links.ts';
import { SAMPLE, sampleOf } from './sample.ts';
import { tooMuchToRead } from './source-cost.ts';
import { strangerVariables } from './variables.ts';
import { slips, spacedNames, unknownValues } from './unknown-values.ts';
import { needsOptOut, showsAnything, showsLink, showsOptOut, wordsShown } from './opt-out-shown.ts';

/**
 * Returns the errors of a template by field; empty when it is valid. An invite must contain a link or a code that
 * proves the address. The opt-out that a promotional message needs is added where it is missing (render.ts), and must
 * be visible in the rendered message.
 * @param read returns the compiled text, if it is already compiled
 */
export function checkTemplate(
  source: TemplateSource,
  read: () => CompiledTemplate = () => compileTemplate(source),
): FieldError[] {
  const shape = checkShape(source);
  try {
    const template = read();
    const names = unknownValues(source, template.variables);
    if (names.length) return [...shape, ...names];
    mustFillIn(source, template);
    return shape.length ? shape : checkDuties(source, template);
  } catch (error) {
    if (error instanceof AppError) return [...shape, ...(error.detail.errors ?? [])];
    throw error;
  }
}

function checkShape({ channel, subject, body }: TemplateSource): FieldError[] {
  const errors: FieldError[] = [];
  if (channel === 'email' && !subject?.trim()) {
    errors.push({ path: 'subject', message: 'is required for an e-mail' });
  }
  if (channel === 'sms' && subject !== undefined) {
    errors.push({ path: 'subject', message: 'a text message has no subject; leave it out' });
  }
  if (/<\s*(script|iframe|object|embed|form)\b/i.test(body)) {
    errors.push({ path: 'body', message: 'scripts, frames and forms do not work in a message' });
  }
  if (hasHandler(body)) {
    errors.push({ path: 'body', message: 'scripts in attributes (onclick, onerror, …) do not work in a message' }); // prettier-ignore
  }
  if (channel === 'email' && hasBadLink(body)) errors.push({ path: 'body', message: BAD_LINK });
  return errors;
}

/**
 * Returns the errors of a template while it is written or saved: those of checkTemplate, and unknown values that look
 * like a typo. Sending is not refused for a typo if the value is given.
 * @param given the available values
 */
export function checkWritten(
  source: TemplateSource,
  read: () => CompiledTemplate = readOnce(source),
  given: object = {},
): FieldError[] {
  const tooMuch = tooMuchToRead(source);
  if (tooMuch) return [tooMuch];
  return [
    ...checkTemplate(source, read),
    ...spacedNames(source),
    ...slips(source, namesIn(read), given),
  ];
}

/** Parses a text at the first call, and only once: parsing takes the longest. @throws AppError, as compileTemplate */
export function readOnce(source: TemplateSource): () => CompiledTemplate {
  let template: CompiledTemplate | undefined;
  return () => (template ??= compileTemplate(source));
}

/** Returns the names of a text's values; empty when it cannot be parsed. */
function namesIn(read: () => CompiledTemplate): readonly string[] {
  try {
    return read().variables;
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}

/**
 * Renders a text with all sample values, and with those of an unknown person, to find errors, excessive length and
 * excessive work before it is saved.
 * @throws AppError invalid
 */
function mustFillIn({ category }: TemplateSource, template: CompiledTemplate): void {
  for (const contact of [SAMPLE.contact, strangerVariables()]) {
    template.render(
      { ...sampleOf(category), contact },
      // With the values of its message a subject may be there.
      { allowMissing: true, mayBeEmpty: true },
    );
  }
}

const OUT_DUTY = 'the opt-out text added at the end would not be visible: a comment or a hidden element is not closed'; // prettier-ignore
const INVITE_DUTY = 'an invite must contain {{ confirm_url }} or {{ code }}, so that people can say yes'; // prettier-ignore
const RENEWAL_DUTY = 'must contain {{ renew_url }}, so that people can renew'; // prettier-ignore

/**
 * Checks the duties of a category in the rendered message, as a reader sees it: a link in a comment, in a hidden
 * element or inside a condition does not count (opt-out-shown.ts).
 */
function checkDuties(source: TemplateSource, template: CompiledTemplate): FieldError[] {
  const { category } = source;
  const { html, text } = template.unconditional(SAMPLE);
  const links = (address: string): boolean =>
    html === undefined ? text.includes(address) : showsLink(html, address);
  const says = (words: string): boolean =>
    (html === undefined ? text : wordsShown(html)).includes(words);
  const errors: string[] = [];
  if (category === 'renewal' && !links(SAMPLE.renew_url)) errors.push(RENEWAL_DUTY);
  if (category === 'invite' && !links(SAMPLE.confirm_url) && !says(SAMPLE.code)) {
    errors.push(INVITE_DUTY);
  }
  if (needsOptOut(category) && !showsOptOut({ text, ...(html === undefined ? {} : { html }) })) {
    errors.push(OUT_DUTY);
  }
  // An error about a duty is more specific.
  if (!errors.length && source.channel === 'email' && !showsAnything(source.body)) {
    errors.push(NOTHING_SEEN);
  }
  return errors.map((message) => ({ path: 'body', message }));
}
