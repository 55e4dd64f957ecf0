import { invalidField } from '#lib/errors.ts';
import type { FormAsks } from './contract.ts';

/**
 * Returns whether a form asks for the purposes it names or for every marketing purpose. Without `asks`, a list decides,
 * and no list means every marketing purpose. An empty list names nothing: by itself it never means everything.
 * @throws AppError invalid (field `purposes`) where it would ask for nothing, or contradicts itself
 */
export function asksFor({
  asks,
  purposes,
}: {
  asks?: FormAsks | undefined;
  purposes?: readonly string[] | undefined;
}): FormAsks {
  const wanted = asks ?? (purposes ? 'named' : 'every_marketing');
  if (wanted === 'named' && !purposes?.length) {
    throw invalidField('purposes', 'choose at least one purpose');
  }
  if (wanted === 'every_marketing' && purposes?.length) {
    throw invalidField('purposes', 'must be empty where a form asks for every marketing purpose');
  }
  return wanted;
}
