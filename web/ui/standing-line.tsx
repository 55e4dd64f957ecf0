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
          , until <Moment at={standing.until} />
        </>
      ) : null}
    </span>
  );
}
