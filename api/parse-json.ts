import { AppError } from '#lib/errors.ts';

/** Deepest allowed nesting of a JSON text. */
const MAX_DEPTH = 64;
/** Most values in a JSON text, at any depth: enough for 10,000 ids, or for 1,000 rows of a dozen fields. */
export const MAX_VALUES = 20_000;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Parses JSON from outside. First counts depth and values in one pass over the bytes: a megabyte of half a million
 * zeros would take half a second to check.
 * @throws {AppError} malformed (not UTF-8, not JSON, too deep), too_large (too many values)
 */
export function parseJson(bytes: Buffer): unknown {
  const { depth, values } = shapeOf(bytes);
  if (depth > MAX_DEPTH) {
    throw new AppError('malformed', `The body is nested more than ${MAX_DEPTH} levels deep`);
  }
  if (values > MAX_VALUES) {
    throw new AppError('too_large', `The body contains more than ${MAX_VALUES} values`);
  }
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw new AppError('malformed', 'The body is not valid UTF-8', { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('malformed', 'The body is not valid JSON', { cause });
  }
}

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = Buffer.from('"\\,[]{}');

/**
 * Returns the deepest nesting, and the number of values without the outermost one: before each there is a comma or a
 * bracket.
 */
function shapeOf(bytes: Buffer): { depth: number; values: number } {
  let depth = 0;
  let deepest = 0;
  let values = 0;
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (quoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === COMMA) values++;
    else if (byte === OPEN_LIST || byte === OPEN) {
      values++;
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (byte === CLOSE_LIST || byte === CLOSE) depth--;
  }
  return { depth: deepest, values };
}
