import { invalidField } from '#lib/errors.ts';
import type { FormAsks } from './contract.ts';

/**
 * Whether a form asks for what it names or for every marketing purpose. An empty list names nothing: it never means
 * everything where `asks` is given.
 * @throws AppError invalid (field `purposes`) where it would ask for nothing, or says two things
 */
export function asksFor({
  asks,
  purposes,
}: {
  asks?: FormAsks | undefined;
  purposes: readonly string[];
}): FormAsks {
  // As before there was a choice.
  const wanted = asks ?? (purposes.length ? 'named' : 'every_marketing');
  if (wanted === 'named' && !purposes.length) {
    throw invalidField('purposes', 'choose at least one: a form that asks for nothing is no form');
  }
  if (wanted === 'every_marketing' && purposes.length) {
    throw invalidField('purposes', 'must be empty where a form asks for every marketing purpose');
  }
  return wanted;
}
