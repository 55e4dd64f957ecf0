import { LRUCache } from 'lru-cache';
import type { TemplateSource } from './contract.ts';
import { compileTemplate, type CompiledTemplate } from './render.ts';

/** Characters of all the texts that are remembered together. */
const MOST = 5_000_000;

const known = new LRUCache<string, CompiledTemplate>({
  maxSize: MOST,
  sizeCalculation: (_, key) => key.length,
});

/**
 * A text read once, also for the messages after this one: reading it takes some 30 times as long as filling
 * it in. Found by its words, so that a changed text is another one.
 * @throws AppError invalid when it is not valid Liquid
 */
export function compiled(source: TemplateSource): CompiledTemplate {
  const { channel, category, language, subject, body } = source;
  const key = JSON.stringify([channel, category, language, subject, body]);
  const found = known.get(key);
  if (found) return found;
  const made = compileTemplate(source);
  known.set(key, made);
  return made;
}
