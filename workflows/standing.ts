import {
  defineQuery,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Standing } from '#domain/processes.ts';
import { howFar, plain } from '#domain/workflows/line.contract.ts';
import { stepAttribute } from './attributes.ts';

/** Where a process stands: asked by the API, shown on our pages. */
export const standingQuery = defineQuery<Standing>('standing');

/** Steps kept for the answer; a process may run for years. */
const KEPT = 50;

export type Waiting = {
  /** Sentences: what has to happen before it goes on. */
  waitingFor?: readonly string[];
  /** Milliseconds from now until it goes on by itself. */
  withinMs?: number;
  /** Null: there is none any more. */
  counts?: Record<string, number | null>;
};

/**
 * Keeps what a workflow says about itself: its answer to the query, the step in its search attribute, and the
 * current details that Temporal Web shows. Make it before the first `await`, so that no query finds it missing.
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
  const say = (): void => setCurrentDetails(inWords(standing));
  setHandler(standingQuery, () => standing);
  if (!before) upsertSearchAttributes([{ key: stepAttribute, value: first }]);
  say();

  return {
    /** The process is in this step from now on, and waits for that. */
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
    /** Numbers that changed while the step stays. */
    count(counts: Record<string, number | null>): void {
      const { counts: _, ...rest } = standing;
      standing = { ...rest, ...counted(standing, counts) };
      say();
    },
    /** For continue-as-new: the next run goes on saying this. */
    get carried(): Standing {
      return standing;
    },
  };
}

/** What was counted before stays until it is said anew. */
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

/** For an operator, in Temporal Web. */
function inWords({ step, since, waiting_for, until, counts }: Standing): string {
  const { done, of, ...others } = counts ?? {};
  const numbers = [
    ...(done === undefined || of === undefined ? [] : [howFar(done, of)]),
    ...Object.entries(others).map(([what, count]) => `${plain(what)}: ${count}`),
  ];
  return [
    `**${plain(step)}** since ${minute(since)}`,
    ...waiting_for.map((what) => (until ? `${what} Goes on by itself at ${minute(until)}.` : what)),
    ...(numbers.length ? [numbers.join(' · ')] : []),
  ].join('\n\n');
}

const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;
