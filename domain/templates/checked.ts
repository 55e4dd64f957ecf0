import { LRUCache } from 'lru-cache';
import type { FieldError } from '#lib/errors.ts';
import type { TemplateSource } from './contract.ts';
import { checkTemplate } from './rules.ts';

/** The maximum of characters of all cached texts together. */
const MOST = 5_000_000;

const known = new LRUCache<string, FieldError[]>({
  maxSize: MOST,
  sizeCalculation: (_, key) => key.length,
});

/** Returns the errors of a text from a cache, since every message checks its text before it is sent. */
export function checked(source: TemplateSource): FieldError[] {
  const { channel, category, language, subject, body } = source;
  const key = JSON.stringify([channel, category, language, subject, body]);
  const found = known.get(key);
  if (found) return found;
  const errors = checkTemplate(source);
  known.set(key, errors);
  return errors;
}
