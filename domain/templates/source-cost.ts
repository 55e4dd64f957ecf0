import type { FieldError } from '#lib/errors.ts';
import type { TemplateSource } from './contract.ts';
import { liquidParts } from './liquid-parts.ts';

/*
 * What it takes to read, check and try a text once, in microseconds as measured. As with limits.ts the counts decide,
 * not the time, so that a text that could be saved once can always be saved.
 */
const A_CHARACTER = 0.22;
/** A tag of HTML, or a blank line: a mail without HTML becomes paragraphs. */
const AN_ELEMENT = 4;
const A_PIECE = 70;
const MOST = 50_000;

const number = (n: number): string => n.toLocaleString('en');

/**
 * Returns the error of a text that would take too long to read; undefined for one that may be read. For texts that a
 * client writes: those stored before there was a limit are sent as they are.
 */
export function tooMuchToRead({ channel, body }: TemplateSource): FieldError | undefined {
  if (body.length * (A_CHARACTER + AN_ELEMENT + A_PIECE / 4) <= MOST) return undefined;
  const parts = liquidParts(body);
  const pieces = parts.filter(({ kind }) => kind !== 'text').length;
  const elements = channel === 'email' ? (body.match(/<|\n\s*\n/g)?.length ?? 0) : 0;
  const cost = body.length * A_CHARACTER + elements * AN_ELEMENT + pieces * A_PIECE;
  return cost > MOST
    ? {
        path: 'body',
        message: `is too much to read: ${number(pieces)} values and tags of Liquid, ${number(elements)} tags of HTML or paragraphs, and ${number(body.length)} characters. Shorten it, or use a loop`,
      }
    : undefined;
}
