import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import { openBulkSmtp } from '#providers/email/bulk-smtp.ts';
import { mailFor } from '../_support/scripted-smtp.ts';
import { ask, collect } from '../_support/models.ts';
import { until } from '../_support/until.ts';

const ready = z.object({
  http: z.number(),
  smtp: z.number(),
  twilio: z.number(),
  model: z.number(),
});

/** The receivers as the process that `npm start` runs. */
async function start(t: ExecutionContext, dir: string) {
  const child = spawn(process.execPath, ['bin/receivers.ts'], {
    env: { ...process.env, ASSENT_DATA_DIR: dir, WEBHOOK_BASE: 'http://127.0.0.1:9' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [line]: unknown[] = await once(createInterface(child.stdout), 'line');
  const ports = ready.parse(JSON.parse(String(line)));
  const http = `http://127.0.0.1:${ports.http}`;
  const call = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${http}${path}`, init);
    return { status: answer.status, body: await answer.json() };
  };
  const stop = async (): Promise<unknown> => {
    child.kill('SIGTERM');
    return (await once(child, 'exit'))[0];
  };
  return { ports, call, stop };
}

test('the process says where it listens, keeps its inbox over a restart and stops when told', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'assent-receivers-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  const first = await start(t, dir);
  const bulk = openBulkSmtp({ url: `smtp://127.0.0.1:${first.ports.smtp}` });
  await bulk.send([mailFor('anna@example.com')]);
  await bulk.close();
  const baseUrl = `http://127.0.0.1:${first.ports.model}/v1`;
  const model = { kind: 'openai', baseUrl, key: 'key', internalAllowed: true } as const;
  t.regex((await collect(model, ask('Good morning'))).text, /stand-in.*“Good morning”/);
  await until(async () => (await first.call('/inbox')).body.data.length === 1);
  t.is(await first.stop(), 0);

  const second = await start(t, dir);
  const { body } = await second.call('/inbox?channel=email&to=anna@example.com');
  t.like(body, { next_cursor: null });
  t.like(body.data[0], { channel: 'email', to: 'anna@example.com', subject: 'Hi' });
  t.regex(body.data[0].received_at, /^\d{4}-.*Z$/);
  t.is((await second.call(`/inbox/${body.data[0].id}`)).body.text, 'Hello\n');
  t.is((await second.call('/inbox?limit=0')).status, 422);
  t.is((await second.call('/inbox/sms', { method: 'POST', body: 'not json' })).status, 400);
  t.is((await second.call('/elsewhere')).status, 404);
  t.is((await second.call('/inbox', { method: 'DELETE' })).status, 200);
  t.deepEqual((await second.call('/inbox')).body.data, []);
});
