import { usePurposeName } from '../core/organization-facts.ts';

/** Shows a purpose by its name, the same on every page. */
export function Purpose({ value }: { value: string }) {
  return <>{usePurposeName()(value)}</>;
}
