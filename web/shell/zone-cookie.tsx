import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';
import { useClock } from '../core/clock.ts';

/** Sends the reader's time zone to the server once; then the page is shown in it. */
export function ZoneCookie(): null {
  const { zone } = useClock();
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!here || here === zone) return;
    document.cookie = `zone=${encodeURIComponent(here)}; path=/; max-age=31536000; samesite=lax`;
    if (document.cookie.includes('zone=')) revalidate();
  }, [zone, revalidate]);
  return null;
}
