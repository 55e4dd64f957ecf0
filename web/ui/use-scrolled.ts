import { useEffect, useRef, useState, type RefObject } from 'react';

/**
 * Whether the content of an element is larger than the element. Who has no mouse must then be able to reach it, so as to
 * scroll it (WCAG 2.1.1).
 * @param before what is assumed until the page's script has come
 */
export function useScrolled<Element extends HTMLElement>(
  before: boolean,
): {
  ref: RefObject<Element>;
  scrolled: boolean;
} {
  const ref = useRef<Element>(null);
  const [scrolled, setScrolled] = useState(before);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const look = (): void => setScrolled(isScrolled(element));
    const size = new ResizeObserver(look);
    size.observe(element);
    // Other content may come into an element of the same size.
    const content = new MutationObserver(look);
    content.observe(element, { childList: true, subtree: true });
    return () => {
      size.disconnect();
      content.disconnect();
    };
  }, []);
  return { ref, scrolled };
}

const isScrolled = (element: HTMLElement): boolean =>
  element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
