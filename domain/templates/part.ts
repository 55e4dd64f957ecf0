import { TokenKind, type Template } from 'liquidjs';
import { AppError } from '#lib/errors.ts';
import { engines, templateError } from './engine.ts';
import { MOST_STEPS, PAGE_STEPS } from './limits.ts';
import { escapeHtml, plainTemplate } from './plain.ts';
import { run, type Scope } from './run.ts';

/** A parsed part of a message: its subject, its HTML or its text. */
export type Part = {
  liquid: Template[];
  /** Renders the part. @throws AppError invalid with the field, or Liquid's error for a missing value */
  fill(scope: Scope): string;
  /** What stands in the part whatever the values are, without them. */
  literal: string;
  /** Renders only the content for all recipients: nothing inside a condition or a loop. */
  always(scope: Scope): string;
};

/**
 * Parses a part.
 * @param field the field of the source, for errors
 * @param isAuthors whether the source is as its author wrote it, so that errors name its lines
 * @throws AppError invalid when it is not valid Liquid
 */
export function readPart(
  kind: 'html' | 'text',
  source: string,
  field: string,
  isAuthors = true,
): Part {
  const engine = engines[kind];
  const inField = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw isMissing(error)
        ? error
        : notValid(field, templateError(error, isAuthors ? source : ''));
    }
  };
  const most = isAuthors ? MOST_STEPS : MOST_STEPS + PAGE_STEPS;
  const liquid = inField(() => engine.parse(source));
  const plain = plainTemplate(source, kind === 'html' ? escapeHtml : (value) => value);
  const unconditional = liquid.filter(isUnconditional);
  return {
    liquid,
    literal: liquid
      .map(({ token }) => (token.kind === TokenKind.HTML ? token.getText() : ''))
      .join(''),
    fill: (scope) => plain?.(scope.values) ?? inField(() => run(engine, liquid, scope, most)),
    always: (scope) => inField(() => run(engine, unconditional, scope, most)),
  };
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('undefined variable: ');

/** Builds the error for an invalid field of a template. */
export const notValid = (path: string, message: string): AppError =>
  new AppError('invalid', 'The template cannot be read', { errors: [{ path, message }] });

/**
 * Whether a node is text, a value, or the assignment of one. Every other tag may show different content to different
 * recipients.
 */
const isUnconditional = (node: Template): boolean =>
  node.token.kind !== TokenKind.Tag || ('name' in node && NAMING.has(String(node.name)));
const NAMING = new Set(['assign', 'capture', 'echo']);
