import { Context, toValueSync, type Emitter, type Liquid, type Template } from 'liquidjs';
import { MOST_MS, MOST_OUTPUT, MOST_STEPS, TOO_LONG, TOO_MANY_STEPS, TOO_SLOW } from './limits.ts';

/** A limit was exceeded; the author of the template sees the message. */
class LimitError extends Error {}

/** The values to render a template with. `mostMs`: the time limit in milliseconds. */
export type Scope = { values: object; strictVariables: boolean; mostMs?: number | undefined };

/**
 * Renders a template within the limits: steps and characters are counted here, the work of filters by Liquid itself.
 * @throws LiquidError or LimitError; `templateError` converts both to messages
 */
export function run(
  engine: Liquid,
  template: Template[],
  { values, strictVariables, mostMs = MOST_MS }: Scope,
): string {
  const context = new Context(values, engine.options, { strictVariables, sync: true }, { liquid: engine }); // prettier-ignore
  let steps = 0;
  const began = performance.now();
  // Liquid's own limit is a time limit. Liquid checks it before it writes each piece.
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
