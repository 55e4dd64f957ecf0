import {
  CaseTag,
  evalToken,
  Value,
  defaultOperators,
  toValue,
  type Context,
  type Emitter,
  type Filter,
  type Template,
} from 'liquidjs';
import { Absent } from './absent.ts';

/*
 * What rendering costs, in steps. The same text with the same values costs the same on every machine, at any time.
 */

/** Characters of an expression that cost one step. Each operand and filter counts as some characters more. */
const CHARACTERS_A_STEP = 4;
const LEAST = 8;
/** Characters of a value that cost one step when they are read. */
const READ_A_STEP = 32;

const known = new WeakMap<readonly Template[], number>();

/** Returns the cost of rendering these pieces once, without what is inside of them. */
export function costOf(templates: readonly Template[]): number {
  const found = known.get(templates);
  if (found !== undefined) return found;
  const cost = templates.reduce((sum, template) => sum + 1 + expressionCost(template), 1);
  known.set(templates, cost);
  return cost;
}

/** The cost of a tag's expressions. Those of `elsif` and `when` count too, since all may be evaluated. */
function expressionCost(template: Template): number {
  let characters = 0;
  for (const one of template.arguments?.() ?? []) {
    if (one instanceof Value) {
      for (const token of one.initial.postfix) characters += LEAST + token.end - token.begin;
      for (const filter of one.filters) characters += argumentCharacters(filter);
    } else characters += LEAST + one.end - one.begin;
  }
  return Math.ceil(characters / CHARACTERS_A_STEP);
}

const argumentCharacters = ({ name, args }: Filter): number =>
  args
    .map((arg) => (Array.isArray(arg) ? arg[1] : arg))
    .reduce(
      (sum, token) => sum + LEAST + (token ? token.end - token.begin : 0),
      LEAST + name.length,
    );

/** Returns the cost of reading a value once: a text by its length, a list by all that is in it. */
export function readingCost(value: unknown): number {
  const read: unknown = toValue(value);
  if (typeof read === 'string') return read.length / READ_A_STEP;
  if (!Array.isArray(read)) return 0;
  return read.reduce<number>((sum, item) => sum + 1 + readingCost(item), 0);
}

/** Liquid's operators. Comparing long texts and lists is counted. */
export const COUNTED_OPERATORS = Object.fromEntries(
  Object.entries(defaultOperators).map(([name, compare]) => [
    name,
    (left: unknown, right: unknown, context: Context) => {
      if (name !== 'not') context.renderLimit.use(readingCost(left) + readingCost(right));
      return compare(left, right, context);
    },
  ]),
);

/** `{% case %}`, which compares without an operator: a long text or list is counted for each value. */
export class CountedCase extends CaseTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const subject = yield this.value.value(context, true);
    const values = this.branches.reduce((sum, branch) => sum + branch.values.length, 0);
    context.renderLimit.use(readingCost(subject) * values);
    if (!(subject instanceof Absent)) return yield* super.render(context, emitter);
    // Liquid would compare null, which is no empty text.
    for (const { values: cases, templates } of this.branches) {
      for (const one of cases) {
        if (!subject.equals(yield evalToken(one, context, true))) continue;
        yield this.liquid.renderer.renderTemplates(templates, context, emitter);
        return;
      }
    }
    yield this.liquid.renderer.renderTemplates(this.elseTemplates, context, emitter);
  }
}
