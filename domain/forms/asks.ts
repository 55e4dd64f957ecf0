import { invalidField } from '#lib/errors.ts';
import type { FormAsks } from './contract.ts';

type Asked = { asks?: FormAsks | undefined; purposes?: readonly string[] | undefined };

const wantedOf = ({ asks, purposes }: Asked): FormAsks =>
  asks ?? (purposes ? 'named' : 'every_marketing');

/** Returns what is wrong with the purposes of a form: it would ask for nothing, or contradicts itself. */
export function asksFault(asked: Asked): string | null {
  const named = wantedOf(asked) === 'named';
  if (named && !asked.purposes?.length) return 'choose at least one purpose';
  if (!named && asked.purposes?.length)
    return 'must be empty where a form asks for every marketing purpose';
  return null;
}

/**
 * Returns whether a form asks for the purposes it names or for every marketing purpose. Without `asks`, a list decides,
 * and no list means every marketing purpose. An empty list names nothing: by itself it never means everything.
 * @throws AppError invalid (field `purposes`) where it would ask for nothing, or contradicts itself
 */
export function asksFor(asked: Asked): FormAsks {
  const fault = asksFault(asked);
  if (fault !== null) throw invalidField('purposes', fault);
  return wantedOf(asked);
}
