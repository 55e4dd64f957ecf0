import {
  defineQuery,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Standing } from '#domain/processes.ts';
import { howFar, plain } from '#domain/workflows/line.contract.ts';
import { stepAttribute } from './attributes.ts';

/** Query for where a process stands; the API asks it and pages show it. */
export const standingQuery = defineQuery<Standing>('standing');

/** Number of latest steps kept in the answer; a process may run for years. */
const KEPT = 50;

export type Waiting = {
  /** Sentences that say what has to happen before the process continues. */
  waitingFor?: readonly string[];
  /** Milliseconds from now until the process continues by itself. */
  withinMs?: number;
  /** Null removes a count. */
  counts?: Record<string, number | null>;
};

/**
 * Creates what a workflow publishes about itself: the answer to the standing query, the search attribute of its step,
 * and the current details in Temporal Web. Call it before the first `await`, so that the query always has a handler.
 */
export function createStanding<Step extends string>(first: NoInfer<Step>, before?: Standing) {
  const at = now();
  let standing: Standing = before ?? {
    step: first,
    since: at,
    waiting_for: [],
    until: null,
    steps: [{ step: first, at }],
  };
  const say = (counted: 'now' | 'when it began' = 'when it began'): void =>
    setCurrentDetails(inWords(standing, counted));
  setHandler(standingQuery, () => standing);
  if (!before) upsertSearchAttributes([{ key: stepAttribute, value: first }]);
  say();

  return {
    /** Enters a step and sets what the process waits for. */
    enter(step: Step, { waitingFor = [], withinMs, counts }: Waiting = {}): void {
      const other = step !== standing.step;
      const since = other ? now() : standing.since;
      standing = {
        step,
        since,
        waiting_for: [...waitingFor],
        until: withinMs === undefined ? null : new Date(Date.now() + withinMs).toISOString(),
        ...counted(standing, counts),
        steps: other ? [...standing.steps, { step, at: since }].slice(-KEPT) : standing.steps,
      };
      if (other) upsertSearchAttributes([{ key: stepAttribute, value: step }]);
      say();
    },
    /** Updates counts within the same step. */
    count(counts: Record<string, number | null>): void {
      const { counts: _, ...rest } = standing;
      standing = { ...rest, ...counted(standing, counts) };
      say('done' in counts ? 'now' : 'when it began');
    },
    /** The standing to pass to continue-as-new. */
    get carried(): Standing {
      return standing;
    },
  };
}

/** Merges new counts into the earlier ones. */
function counted(
  { counts: before }: Standing,
  counts: Record<string, number | null> = {},
): Pick<Standing, 'counts'> {
  const known = Object.entries({ ...before, ...counts }).flatMap(([what, count]) =>
    count === null ? [] : [[what, count] as const],
  );
  return known.length ? { counts: Object.fromEntries(known) } : {};
}

const now = (): string => new Date().toISOString();

/**
 * Formats the standing for an operator in Temporal Web. While activities work, what is done is as it was when the step
 * began: their heartbeats say how far they are (Pending Activities).
 */
function inWords(
  { step, since, waiting_for, until, counts }: Standing,
  counted: 'now' | 'when it began',
): string {
  const { done, of, ...others } = counts ?? {};
  const asOf = counted === 'now' ? '' : ' when this step began';
  const numbers = [
    ...(done === undefined || of === undefined ? [] : [`${howFar(done, of)}${asOf}`]),
    ...Object.entries(others).map(([what, count]) => `${plain(what)}: ${count}`),
  ];
  return [
    `**${plain(step)}** since ${minute(since)}`,
    ...waiting_for.map((what) => (until ? `${what} Goes on by itself at ${minute(until)}.` : what)),
    ...(numbers.length ? [numbers.join(' · ')] : []),
  ].join('\n\n');
}

const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;
