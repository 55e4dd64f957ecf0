import { own } from '../../lib/own.ts';
import type { Standing } from '../processes.ts';

/** Steps whose name is no plain text. */
const STEPS: Record<string, string> = { freezing_audience: 'recording who gets it' };

/** Returns a step's name in plain text. */
export const plain = (name: string): string => name.replaceAll('_', ' ');

/** Returns progress as text: "12,300 of 100,000". */
export const howFar = (done: number, of: number): string =>
  `${done.toLocaleString('en')} of ${of.toLocaleString('en')}`;

/**
 * Returns a process's standing in one line: "Sending: 12,300 of 100,000", "Waiting for quiet hours to end in 3 time
 * zones". The end of a wait is left to the reader's clock.
 */
export function lineOf({
  step,
  waiting_for,
  counts,
}: Pick<Standing, 'step' | 'waiting_for' | 'counts'>): string {
  if (waiting_for.length) return waiting_for.map((what) => what.replace(/\.$/, '')).join('; ');
  const words = own(STEPS, step) ?? plain(step);
  const { done, of } = counts ?? {};
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${
    done === undefined || !of ? '' : `: ${howFar(done, of)}`
  }`;
}
