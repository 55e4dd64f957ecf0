import test from 'ava';
import { sdkDetails } from '../../worker/sdk-line.ts';

test('a line of the SDK names its workflow and the kind of its error, and nothing that could be a payload', (t) => {
  const error = Object.assign(new TypeError('anna@example.com'), { payload: 'anna@example.com' });
  const meta = {
    workflowExecution: { workflowId: 'import:t:1:1', runId: 'r' },
    taskQueue: 'bulk',
    attempt: 3,
    input: 'anna@example.com',
    error,
  };
  t.deepEqual(sdkDetails(meta), { workflowId: 'import:t:1:1', runId: 'r', taskQueue: 'bulk', attempt: 3, error: 'TypeError' }); // prettier-ignore
  t.deepEqual(sdkDetails({ workflowId: 7, runId: 'r' }), { runId: 'r' });
  for (const none of [undefined, null, 'anna', []]) t.deepEqual(sdkDetails(none), {});
});
