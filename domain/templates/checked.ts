import { LRUCache } from 'lru-cache';
import type { FieldError } from '#lib/errors.ts';
import type { TemplateSource } from './contract.ts';
import { checkTemplate } from './rules.ts';

/** Characters of all the texts that are remembered together. */
const MOST = 5_000_000;

const known = new LRUCache<string, FieldError[]>({
  maxSize: MOST,
  sizeCalculation: (_, key) => key.length,
});

/** What is wrong with a text, looked at once: it is asked for each message that is sent with it. */
export function checked(source: TemplateSource): FieldError[] {
  const { channel, category, language, subject, body } = source;
  const key = JSON.stringify([channel, category, language, subject, body]);
  const found = known.get(key);
  if (found) return found;
  const errors = checkTemplate(source);
  known.set(key, errors);
  return errors;
}
