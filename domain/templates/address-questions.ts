import { AppError, type FieldError } from '#lib/errors.ts';
import { compiled } from './compiled.ts';
import type { TemplateSource } from './contract.ts';
import { liquidParts, type LiquidPart } from './liquid-parts.ts';
import type { CompiledTemplate } from './render.ts';

/*
 * A text that decides by an address answers questions about it by its outcome: it fails where a guess is wrong, and
 * is sent where it is right. So whoever may not see addresses may only write them into a text, and ask whether there
 * is one.
 */

const PATH = String.raw`(?:contact\s*\.\s*)?(?:phone|email)`;
/** An address of the contact, as the root of a path or the end of a range (`1..phone`): not `variables.phone`. */
const ADDRESS = new RegExp(String.raw`(?<![\w-])(?<!(?<!\.)\.\s*)${PATH}(?![\w-])`);
/** A name that is made while the text is filled in: `contact[variables.key]`. */
const MADE_NAME = /(?<![\w.-])contact\s*\[|(?<![\w\]])\[/;
/** Filters that any text can go through, with no effect on whether it can be sent. */
const FILTER = String.raw`\s*\|\s*(?:url_encode|cgi_escape|uri_escape|escape|escape_once|downcase|upcase|strip|default\s*:\s*(?:"x?"|[\w.]+))`;
const WRITTEN = new RegExp(String.raw`^\{\{-?\s*${PATH}(?:${FILTER})*\s*-?\}\}$`);
const CONDITION = /^\{%-?\s*(?:if|unless|elsif|elseif)\s+(.*?)\s*-?%\}$/s;
const IS_THERE = new RegExp(
  String.raw`^${PATH}(?:\s*(?:==|!=|<>)\s*(?:""|blank|empty|nil|null|true|false))?$`,
);
const TAG = /^\{%-?\s*(\w+)/;

/** Returns the errors of a text that does more with an address than to write it. */
export const addressQuestions = ({ subject, body }: TemplateSource): FieldError[] =>
  Object.entries({ subject, body }).flatMap(([path, text]) =>
    asksAbout(text ?? '') ? [{ path, message: QUESTION }] : [],
  );

const QUESTION =
  'decides by the address of the contact, which needs the permission pii:read. Without it a text can show the address, and ask whether there is one';

/** What was found in texts before: the same ones are sent again and again. */
const known = new WeakMap<CompiledTemplate, FieldError[]>();

/** @throws AppError invalid, with the field of the text */
export function mustNotAskForAddress(source: TemplateSource): void {
  const key = compiled(source);
  const errors = known.get(key) ?? addressQuestions(source);
  known.set(key, errors);
  if (errors.length) throw new AppError('invalid', 'This text needs pii:read', { errors });
}

function asksAbout(text: string): boolean {
  let captures = 0;
  return liquidParts(text).some((part) => {
    if (part.kind === 'text') return false;
    const source = withoutWords(part.source);
    const tag = TAG.exec(source)?.[1];
    if (tag === 'capture') captures += 1;
    if (tag === 'endcapture') captures -= 1;
    if (MADE_NAME.test(source)) return true;
    return ADDRESS.test(source) && (captures > 0 || !isHarmless(part, source));
  });
}

/** Names in brackets become names after a dot; all other quoted words become `"x"`, or `""` where they are empty. */
const withoutWords = (source: string): string =>
  source
    .replaceAll(/(?<=[\w\]]\s*)\[\s*(["'])([\w-]*)\1\s*\]/g, '.$2')
    .replaceAll(/"([^"]*)"|'([^']*)'/g, (_, one = '', other = '') => (one || other ? '"x"' : '""'))
    .replaceAll(/\[\s*\d+\s*\]/g, '');

function isHarmless({ kind }: LiquidPart, source: string): boolean {
  if (kind === 'output') return WRITTEN.test(source);
  const asked = CONDITION.exec(source)?.[1];
  return (
    asked !== undefined &&
    asked.split(/\s+(?:and|or)\s+/).every((one) => !ADDRESS.test(one) || IS_THERE.test(one))
  );
}
