import { useRouteLoaderData } from '@remix-run/react';
import { own } from '../../lib/own.ts';
import { sentence } from './words.ts';

type Facts = {
  purposes: Record<string, string>;
  phoneExample: string | null;
  permissions: readonly string[];
};

const useFacts = (): Facts | undefined => useRouteLoaderData<Facts>('routes/_app');

/** Returns a function that names a purpose as its page does, or by its key if the reader may not see more. */
export function usePurposeName(): (key: string) => string {
  const names = useFacts()?.purposes ?? {};
  return (key) => own(names, key) ?? sentence(key);
}

/** Returns an example of a mobile number in the organization's country. */
export const usePhoneExample = (): string | null => useFacts()?.phoneExample ?? null;

/** Returns whether the reader has a permission, so that no link leads them to a page that refuses them. */
export const useMay = (permission: string): boolean =>
  useFacts()?.permissions.includes(permission) ?? false;
