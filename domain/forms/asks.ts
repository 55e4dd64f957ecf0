import { invalidField } from '#lib/errors.ts';
import type { FormAsks } from './contract.ts';

/**
 * Returns whether a form asks for the purposes it names or for every marketing purpose. An empty list names nothing:
 * with `asks` given it never means everything.
 * @throws AppError invalid (field `purposes`) where it would ask for nothing, or contradicts itself
 */
export function asksFor({
  asks,
  purposes,
}: {
  asks?: FormAsks | undefined;
  purposes: readonly string[];
}): FormAsks {
  // The behaviour before `asks` existed.
  const wanted = asks ?? (purposes.length ? 'named' : 'every_marketing');
  if (wanted === 'named' && !purposes.length) {
    throw invalidField('purposes', 'choose at least one purpose');
  }
  if (wanted === 'every_marketing' && purposes.length) {
    throw invalidField('purposes', 'must be empty where a form asks for every marketing purpose');
  }
  return wanted;
}
