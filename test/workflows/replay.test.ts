import test from 'ava';
import { Worker } from '@temporalio/worker';
import * as workflows from '#workflows/index.ts';
import { CASES } from '../_support/history-cases.ts';
import { historyConverter, recordedHistories } from '../_support/histories.ts';
import { workflowBundle } from '../_support/workflows.ts';

const replay = async (histories: { workflowId: string; history: unknown }[]) => {
  const results = Worker.runReplayHistories(
    { workflowBundle: await workflowBundle(), dataConverter: historyConverter() },
    histories,
  );
  const errors: [string, string][] = [];
  for await (const { workflowId, error } of results) {
    if (error) errors.push([workflowId, error.message]);
  }
  return errors;
};

test('what ran before still runs: every recorded history is replayed', async (t) => {
  const recorded = await recordedHistories();
  const histories = recorded.map(({ name, history }) => ({ workflowId: name, history }));
  t.true(histories.length >= CASES.length);
  t.deepEqual(await replay(histories), []);
});

test('every workflow has recorded histories, and every case is recorded', async (t) => {
  const recorded = await recordedHistories();
  const having = new Set(recorded.map(({ workflow }) => workflow));
  const hint = 'add a case to test/_support/history-cases.ts, then npm run record-histories';
  t.deepEqual(Object.keys(workflows).filter((name) => !having.has(name)), [], hint); // prettier-ignore
  const names = new Set(recorded.map(({ name }) => name));
  t.deepEqual(CASES.filter(({ name }) => !names.has(name)), [], hint); // prettier-ignore
});

test('a workflow that does something else than it did is noticed', async (t) => {
  const found = (await recordedHistories()).find(({ name }) => name === 'optOut-confirmed');
  const history = found?.history ?? {};
  const type = history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType;
  t.is(type?.name, 'optOut');
  // The history of an opt-out, given to a workflow whose first step is another one.
  if (type) type.name = 'verification';
  const [error] = await replay([{ workflowId: 'changed', history }]);
  t.regex(error?.[1] ?? '', /nondeterminism|does not match/i);
});
