import { lineOf } from '../../domain/workflows/line.contract.ts';
import { Moment } from './values.tsx';

export type Standing = {
  step: string;
  waiting_for: string[];
  until: string | null;
  counts?: Record<string, number>;
};

/** Shows where a process stands, in the same words as the API and Temporal Web. */
export function StandingLine({ standing }: { standing: Standing }) {
  return (
    <span aria-live="polite">
      {lineOf(standing)}
      {standing.until ? (
        <>
          , until <Moment at={near(standing.until)} />
        </>
      ) : null}
    </span>
  );
}

const STEP_MS = 10_000;

/**
 * The end of a wait is a length added to the clock of a worker, and so misses the time that somebody chose by some
 * milliseconds: 9:00 would read 8:59.
 */
const near = (time: string): string =>
  new Date(Math.round(Date.parse(time) / STEP_MS) * STEP_MS).toISOString();
