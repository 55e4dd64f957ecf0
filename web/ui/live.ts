import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

/**
 * Reloads the page's data again and again while something runs and the page is visible.
 * @param every milliseconds between two answers
 */
export function useLive(running: boolean, every = 1_500): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!running || state !== 'idle') return undefined;
    const timer = setTimeout(() => {
      if (document.visibilityState === 'visible') revalidate();
    }, every);
    return () => clearTimeout(timer);
  }, [running, every, revalidate, state]);
}
