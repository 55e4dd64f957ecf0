import { useEffect, useRef } from 'react';

/** How far from the end of the page a reader still is at its end, in pixels. */
const NEAR = 48;

/**
 * Keeps the end of the page in view: when something was asked, and while an answer grows, unless somebody has scrolled
 * away from the end.
 * @param asked changes with each question
 * @param grown changes whenever the page has grown
 */
export function useEndInView(asked: string, grown: string): void {
  const isAtEnd = useRef(true);
  useEffect(() => {
    const look = (): void => {
      const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
      isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
    };
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, []);
  useEffect(() => {
    if (asked) toEnd();
  }, [asked]);
  useEffect(() => {
    // A page grows without a scroll event, so this is where its reader was before.
    if (grown && isAtEnd.current) toEnd();
  }, [grown]);
}

const toEnd = (): void => window.scrollTo({ top: document.documentElement.scrollHeight });
