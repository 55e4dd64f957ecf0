import { useRouteLoaderData } from '@remix-run/react';
import { own } from '../../lib/own.ts';
import { sentence } from './words.ts';

type Facts = { purposes: Record<string, string>; phoneExample: string | null };

const useFacts = (): Facts | undefined => useRouteLoaderData<Facts>('routes/_app');

/** A purpose by its name, as on its own page; by its key where the reader may not know more. */
export function usePurposeName(): (key: string) => string {
  const names = useFacts()?.purposes ?? {};
  return (key) => own(names, key) ?? sentence(key);
}

/** A mobile number as they look where the organisation is. */
export const usePhoneExample = (): string | null => useFacts()?.phoneExample ?? null;
