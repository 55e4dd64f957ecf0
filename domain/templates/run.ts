import { Context, toValueSync, type Emitter, type Liquid, type Template } from 'liquidjs';
import { isWholeText } from '#lib/whole-text.ts';
import { NO_CHARACTER } from './bounds.ts';
import { costOf } from './cost.ts';
import { MOST_MS, MOST_OUTPUT, MOST_STEPS, TOO_LONG, TOO_MANY_STEPS, TOO_SLOW } from './limits.ts';

/** A limit was exceeded, or what no text may contain was written; the author of the template sees the message. */
class LimitError extends Error {}

/** The values to render a template with. */
export type Scope = { values: object; strictVariables: boolean };

/**
 * Renders a template within the limits: steps and characters are counted here, the memory of filters by Liquid itself.
 * @throws LiquidError or LimitError; `templateError` converts both to messages
 */
export function run(
  engine: Liquid,
  template: Template[],
  { values, strictVariables }: Scope,
  mostSteps = MOST_STEPS,
): string {
  const context = new Context(values, engine.options, { strictVariables, sync: true }, { liquid: engine }); // prettier-ignore
  let steps = 0;
  const began = performance.now();
  // Liquid's own limit is a time. It is used to count instead (`countSteps`).
  context.renderLimit.use = (count: number) => {
    steps += count;
    if (steps > mostSteps) throw new LimitError(TOO_MANY_STEPS);
    if (performance.now() - began > MOST_MS) throw new LimitError(TOO_SLOW);
  };
  const written = new Written();
  quickErrors(() => toValueSync(engine.renderer.renderTemplates(template, context, written)));
  return written.buffer;
}

/** Liquid throws and catches an error for each missing value of a condition. Most of its cost is the stack. */
function quickErrors(render: () => unknown): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    render();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Makes an engine count each piece that it renders (cost.ts). */
export function countSteps({ renderer }: Liquid): void {
  const render = renderer.renderTemplates.bind(renderer);
  renderer.renderTemplates = (templates: Template[], context: Context, emitter?: Emitter) => {
    context.renderLimit.use(costOf(templates));
    return render(templates, context, emitter);
  };
}

class Written implements Emitter {
  buffer = '';
  write(piece: unknown): void {
    const text = String(piece ?? '');
    if (!isWholeText(text)) throw new LimitError(NO_CHARACTER);
    this.buffer += text;
    if (this.buffer.length > MOST_OUTPUT) throw new LimitError(TOO_LONG);
  }
}
