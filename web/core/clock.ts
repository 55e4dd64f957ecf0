import { useRouteLoaderData } from '@remix-run/react';

export type Clock = { locale: string; zone: string };

/** Returns the language for numbers and dates and the time zone, the same on the server and in the browser. */
export function useClock(): Clock {
  return useRouteLoaderData<{ clock: Clock }>('root')?.clock ?? { locale: 'en', zone: 'UTC' };
}
