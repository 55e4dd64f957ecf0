import { compiled } from '../templates/compiled.ts';
import type { Rendered } from '../templates/contract.ts';
import { markedTest } from '../templates/tests.ts';
import type { Unwritten } from './content.ts';

/** Writes a text with its values. @throws AppError invalid */
export function write({ source, values, test = false }: Unwritten): Rendered {
  const rendered = compiled(source).render(values, {
    allowMissing: test,
  });
  return test ? markedTest(rendered) : rendered;
}
