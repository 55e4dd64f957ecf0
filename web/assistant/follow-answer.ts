import { useNavigation, useRevalidator } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';

/** Before an answer is followed again after its connection was refused. In milliseconds. */
const AGAIN_MS = 2_000;

/**
 * Follows an answer while it is written. Any number of tabs may; each gets all of it. The browser connects again by
 * itself, and the text then begins anew.
 * @param known the answer as far as the page was loaded with it
 * @param url its address; undefined where nothing is being written
 * @returns the text so far, the titles of what is being looked up, and whether it is over: the page loads the rest
 */
export function useFollowed(
  url: string | undefined,
  known: Growing,
): Growing & { isOver: boolean } {
  const [followed, setFollowed] = useState<Growing & { url: string | undefined }>({
    url,
    ...known,
  });
  const [tries, setTries] = useState(0);
  const [over, setOver] = useState<string>();
  // The number is for this one alone: a fragment is not sent.
  const address = `${url}#${tries}`;
  const isOver = over === address;
  useLoadedAgain(isOver ? over : undefined);
  useEffect(() => {
    if (url === undefined) return undefined;
    let text = '';
    let looking: string[] = [];
    let wait: ReturnType<typeof setTimeout> | undefined;
    const source = new EventSource(address);
    const end = (): void => setOver(address);
    const show = (more: string): void => {
      text += more;
      // What is shown does not shrink while it comes again.
      setFollowed((before) => ({ url, looking, text: before.url === url ? longer(text, before.text) : text })); // prettier-ignore
    };
    source.addEventListener('open', () => {
      text = '';
      looking = [];
      show('');
    });
    source.addEventListener('delta', ({ data }) => show(partIn(data)));
    source.addEventListener('looking', ({ data }) => {
      looking = titlesIn(data);
      show('');
    });
    source.addEventListener('done', () => {
      source.close();
      end();
    });
    // Both what the server says (it has failed) and a connection that ended; the page knows more than either.
    source.addEventListener('error', (event) => {
      if (!('data' in event) && source.readyState !== EventSource.CLOSED) return;
      source.close();
      end();
      wait = setTimeout(() => setTries((n) => n + 1), AGAIN_MS);
    });
    return () => {
      source.close();
      clearTimeout(wait);
    };
  }, [url, address]);
  if (followed.url !== url) return { ...known, isOver };
  const { text, looking } = followed;
  return { text: longer(text, known.text), looking, isOver };
}

const longer = (one: string, other: string): string => (one.length > other.length ? one : other);

/**
 * Loads the page once more for each source that is over. What is being loaded or sent just then (a stop) is not broken
 * off by it: the browser would report that, and the load after it may be enough.
 */
function useLoadedAgain(over: string | undefined): void {
  const { revalidate } = useRevalidator();
  const isIdle = useNavigation().state === 'idle';
  const loaded = useRef<string>();
  useEffect(() => {
    if (over === undefined || loaded.current === over || !isIdle) return;
    loaded.current = over;
    revalidate();
  }, [over, isIdle, revalidate]);
}

/** An answer as far as it has come. */
export type Growing = { text: string; looking: readonly string[] };

function titlesIn(data: unknown): string[] {
  const said: unknown = typeof data === 'string' ? JSON.parse(data) : null;
  const titles = typeof said === 'object' && said !== null && 'titles' in said ? said.titles : [];
  return Array.isArray(titles) ? titles.map(String) : [];
}

function partIn(data: unknown): string {
  const part: unknown = typeof data === 'string' ? JSON.parse(data) : null;
  const isPart = typeof part === 'object' && part !== null && 'text' in part;
  return isPart && typeof part.text === 'string' ? part.text : '';
}
