import { ERASURE_STEPS } from '../../domain/privacy/steps.contract.ts';
import type { Column } from '../ui/list.tsx';
import { List } from '../ui/list.tsx';
import { Status } from '../ui/status.tsx';
import { STEP_WORDS } from './words.ts';

type Row = { id: string; words: string; status: string };

const columns: Column<Row>[] = [
  { label: 'Step', cell: (s) => s.words },
  { label: 'State', cell: (s) => <Status value={s.status} />, tight: true },
];

/** Shows the steps of an erasure, in order, and the current one. */
export function Steps({ status, step }: { status: string; step: string | null }) {
  const at = ERASURE_STEPS.findIndex((one) => one === step);
  const rows = ERASURE_STEPS.map((one, i) => ({
    id: one,
    words: STEP_WORDS[one],
    status: stateOf(status, i, at),
  }));
  return <List label="Steps" rows={rows} columns={columns} empty={null} />;
}

/** Returns the state of a step. Under a hold the first two are done: nothing more is sent to the person. */
function stateOf(status: string, i: number, at: number): string {
  if (status === 'completed') return 'done';
  if (status === 'on_hold') return i < 2 ? 'done' : 'held';
  if (status === 'failed' && at >= i) return at === i ? 'failed' : 'done';
  if (status !== 'running' || at < i) return 'pending';
  return at === i ? 'running' : 'done';
}
