import { AppError } from '#lib/errors.ts';

/** Deepest nesting of a JSON text. */
const MAX_DEPTH = 64;
/** Most values in one, at any depth: room for 10,000 ids and for 1,000 rows of a dozen fields. */
export const MAX_VALUES = 20_000;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * JSON as it came from outside. Its depth and its number of values are counted first, in one pass over the bytes:
 * half a million zeros fit into a megabyte, take half a second to look through, and mean nothing to anybody.
 * @throws AppError malformed (not UTF-8, not JSON, too deep), too_large (too many values)
 */
export function parseJson(bytes: Buffer): unknown {
  const { depth, values } = shapeOf(bytes);
  if (depth > MAX_DEPTH) {
    throw new AppError('malformed', `The body is nested more than ${MAX_DEPTH} levels deep`);
  }
  if (values > MAX_VALUES) {
    throw new AppError('too_large', `The body holds more than ${MAX_VALUES} values`);
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

/** @returns the deepest nesting, and the values but for the outermost: each has a comma or a bracket before it */
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
