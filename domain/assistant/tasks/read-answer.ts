import type { Task } from './task.ts';

/** Openings that are tried, and the longest answer that is read at all. */
const MOST_OPENINGS = 20;
const MOST_LETTERS = 400_000;

/**
 * Reads the answer to a task. Words and code fences around its JSON are passed over.
 * @returns undefined when there is no answer of the task's shape in it
 */
export function readAnswer<Answer>(task: Task<Answer>, text: string): Answer | undefined {
  for (const json of objectsIn(text.slice(0, MOST_LETTERS))) {
    const read = task.answer.safeParse(json);
    if (read.success) return read.data;
  }
  return undefined;
}

/** Yields the JSON objects in a text, the outermost first. */
function* objectsIn(text: string): Generator<unknown> {
  let from = 0;
  for (let tried = 0; tried < MOST_OPENINGS; tried++) {
    const start = text.indexOf('{', from);
    if (start < 0) return;
    const found = objectAt(text, start);
    if (found === null) from = start + 1;
    else {
      yield found.json;
      from = found.end;
    }
  }
}

/** Reads the object that begins here. Line breaks inside a string, which JSON forbids, are taken as they are meant. */
function objectAt(text: string, start: number): { json: unknown; end: number } | null {
  let depth = 0;
  let inString = false;
  let mended = '';
  for (let at = start; at < text.length; at++) {
    const sign = text.charAt(at);
    if (inString && sign === '\\') {
      mended += sign + text.charAt(++at);
      continue;
    }
    if (sign === '"') inString = !inString;
    else if (!inString && sign === '{') depth++;
    else if (!inString && sign === '}') depth--;
    mended += inString && sign < ' ' ? JSON.stringify(sign).slice(1, -1) : sign;
    if (depth > 0 || inString) continue;
    try {
      return { json: JSON.parse(mended), end: at + 1 };
    } catch {
      return null;
    }
  }
  return null;
}
