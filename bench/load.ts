import { Agent, request } from 'node:http';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { loadJob, type LoadJob, type LoadResult } from './load-job.ts';
import { percentiles } from './percentiles.ts';

/* The caller of bench:send in its own process: connections stay open, and each call has its own Idempotency-Key. */
const accepted = z.object({ id: z.string() });
/** Longest wait for an answer, in milliseconds. */
const PATIENCE = 60_000;

async function run(job: LoadJob): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: job.connections, scheduling: 'fifo' });
  const bodies = job.bodies.map((body) => JSON.stringify(body));
  const statuses: Record<string, number> = {};
  const took: number[] = [];
  const ids: string[] = [];
  const startedAt = Date.now();
  const started = performance.now();
  const until = started + job.seconds * 1000;
  let calls = 0;

  const call = async (due: number): Promise<void> => {
    const body = bodies[calls++ % bodies.length] ?? '';
    const { status, text } = await post(agent, job, body);
    took.push(performance.now() - due);
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status >= 200 && status < 300) ids.push(accepted.parse(JSON.parse(text)).id);
  };

  if (job.rate === null) {
    const line = async (): Promise<void> => {
      while (performance.now() < until) await call(performance.now());
    };
    await Promise.all(Array.from({ length: job.connections }, line));
  } else {
    const open: Promise<void>[] = [];
    const step = 1000 / job.rate;
    for (let due = started; due < until; due += step) {
      while (performance.now() < due) await sleep(1);
      open.push(call(due));
    }
    await Promise.all(open);
  }
  const { user, system } = process.cpuUsage();
  agent.destroy();
  return {
    calls,
    statuses,
    startedAt,
    seconds: (performance.now() - started) / 1000,
    ms: percentiles(took),
    cpuSeconds: (user + system) / 1e6,
    ids,
  };
}

const post = (
  agent: Agent,
  job: LoadJob,
  body: string,
): Promise<{ status: number; text: string }> =>
  new Promise((done) => {
    const out = request(
      job.url,
      {
        method: 'POST',
        agent,
        timeout: PATIENCE,
        headers: {
          ...job.headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'idempotency-key': randomUUID(),
        },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => done({ status: answer.statusCode ?? 0, text }));
        answer.on('error', () => done({ status: 0, text: '' }));
      },
    );
    out.on('timeout', () => out.destroy());
    out.on('error', () => done({ status: 0, text: '' }));
    out.end(body);
  });

process.once('message', (message) => {
  void run(loadJob.parse(message)).then((result) => process.send?.(result));
});
process.once('disconnect', () => process.exit(0));
