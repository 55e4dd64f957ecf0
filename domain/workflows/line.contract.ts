import type { Standing } from '../processes.ts';

/** A step's name in words. */
export const plain = (name: string): string => name.replaceAll('_', ' ');

export const howFar = (done: number, of: number): string =>
  `${done.toLocaleString('en')} of ${of.toLocaleString('en')}`;

/**
 * Where a process stands, in a line: "Sending: 12,300 of 100,000", "Waiting for quiet hours to end in 3 time zones".
 * Until when is for the reader's clock to say.
 */
export function lineOf({
  step,
  waiting_for,
  counts,
}: Pick<Standing, 'step' | 'waiting_for' | 'counts'>): string {
  if (waiting_for.length) return waiting_for.map((what) => what.replace(/\.$/, '')).join('; ');
  const words = plain(step);
  const { done, of } = counts ?? {};
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${
    done === undefined || !of ? '' : `: ${howFar(done, of)}`
  }`;
}
