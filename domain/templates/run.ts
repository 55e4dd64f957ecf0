import { Context, toValueSync, type Emitter, type Liquid, type Template } from 'liquidjs';
import { MOST_MS, MOST_OUTPUT, MOST_STEPS, TOO_LONG, TOO_MANY_STEPS, TOO_SLOW } from './limits.ts';

/** What a template may not: said to its author. */
class LimitError extends Error {}

/** What a template is filled with. @param mostMs how long it may take */
export type Scope = { values: object; strictVariables: boolean; mostMs?: number | undefined };

/**
 * Fills a template within the limits: steps and letters are counted here, the work of filters by Liquid itself.
 * @throws what Liquid throws, a limit among it: `templateError` has the words
 */
export function run(
  engine: Liquid,
  template: Template[],
  { values, strictVariables, mostMs = MOST_MS }: Scope,
): string {
  const context = new Context(values, engine.options, { strictVariables, sync: true }, { liquid: engine }); // prettier-ignore
  let steps = 0;
  const began = performance.now();
  // Liquid's own limit is one of time. It is asked before each piece is written.
  context.renderLimit.check = (now: number) => {
    steps += 1;
    if (steps > MOST_STEPS) throw new LimitError(TOO_MANY_STEPS);
    if (now - began > mostMs) throw new LimitError(TOO_SLOW);
  };
  const written = new Written();
  toValueSync(engine.renderer.renderTemplates(template, context, written));
  return written.buffer;
}

class Written implements Emitter {
  buffer = '';
  write(piece: unknown): void {
    this.buffer += String(piece ?? '');
    if (this.buffer.length > MOST_OUTPUT) throw new LimitError(TOO_LONG);
  }
}
