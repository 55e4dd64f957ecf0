import type { Payload } from '@temporalio/common';
import test from 'ava';
import { workflowId } from '#domain/processes.ts';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { createPayloadCipher } from '#temporal/codec.ts';
import { timeSkipping, withWorker } from '../_support/workflows.ts';

/** Every payload anywhere in a history. */
const payloadsIn = (value: unknown): Payload[] => {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  if (isPayload(value)) return [value];
  return Object.values(value).flatMap(payloadsIn);
};

const isPayload = (value: object): value is Payload => 'metadata' in value && 'data' in value;

test('inputs, results and failures of a process are sealed for its organization, and open for no other', async (t) => {
  const env = await timeSkipping(t);
  const input = { tenantId: newId(), id: newId() };
  const id = workflowId('verification', input.tenantId, input.id);
  let looks = 0;
  const advanceVerification = async () => {
    looks += 1;
    if (looks === 1) throw new Error('once');
    return looks === 2 ? { done: false, waitMs: 1_000 } : { done: true, status: 'expired' };
  };
  await withWorker(env, { advanceVerification }, (taskQueue) =>
    env.client.workflow.execute('verification', { taskQueue, workflowId: id, args: [input] }),
  );
  const { events } = await env.client.workflow.getHandle(id).fetchHistory();
  const sealed = payloadsIn(events).filter(
    ({ metadata }) => Buffer.from(metadata?.['encoding'] ?? []).toString() === 'binary/encrypted',
  );
  t.true(sealed.length >= 4, 'input, two looks, result');
  const cipher = createPayloadCipher(loadConfig().masterKey);
  for (const payload of sealed) {
    t.is(Buffer.from(payload.metadata?.['tenant'] ?? []).toString(), input.tenantId);
    t.notThrows(() => cipher.decrypt(payload, input.tenantId));
    t.throws(() => cipher.decrypt(payload, newId()));
    t.throws(() => cipher.decrypt(payload, null));
  }
});
