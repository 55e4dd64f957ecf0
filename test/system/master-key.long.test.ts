import { fork, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { freePort } from '../../bin/services/ports.ts';
import { processesOf, within } from '../_support/npm-start.ts';
import { request, type Call } from '../_support/request.ts';
import { startAssent } from '../_support/started.ts';
import { until } from '../_support/until.ts';

/*
 * The guide "Replace the master key" of docs/keys.md, step by step, on real processes: old and new ones in parallel
 * on one database and one Temporal, with requests to both all the time.
 */
type Env = Record<string, string>;

/** A command as an operator runs it. */
async function command(file: string, env: Env): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [file], { env: { ...process.env, ...env } });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, said };
}

/** One process, ready for work; stopped at the end of the test if not before. */
async function running(t: ExecutionContext, file: string, env: Env): Promise<() => Promise<void>> {
  const child: ChildProcess = fork(file, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }); // prettier-ignore
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
  };
  t.teardown(stop);
  await Promise.race([
    new Promise<void>((done) => child.once('message', () => done())),
    ended.then(() => Promise.reject(new Error(`${file} ended before it was ready`))),
  ]);
  return stop;
}

test('the master key is replaced under traffic, and no request fails', async (t) => {
  const old = await startAssent(t);
  const port = String(await freePort());
  const oldKey = old.masterKey.export().toString('base64');
  const newKey = randomBytes(32).toString('base64');
  const both: Env = {
    ASSENT_ENV: 'development',
    ASSENT_DATA_DIR: old.dataDir,
    DATABASE_URL: old.databaseUrl,
    TEMPORAL_ADDRESS: old.temporalAddress,
    PORT: port,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'silent',
    ASSENT_MASTER_KEY: newKey,
    ASSENT_MASTER_KEY_PREVIOUS: oldKey,
  };
  const authorization = { authorization: await keyOf(old.dataDir) };
  const now: Call = (method, path, body, headers) =>
    request(`http://127.0.0.1:${port}`, method, path, body, { ...authorization, ...headers });

  // Every process refuses a key that is neither of both, and the key gets no logins.
  const wrong = { ...both, ASSENT_MASTER_KEY: randomBytes(32).toString('base64'), ASSENT_MASTER_KEY_PREVIOUS: '' }; // prettier-ignore
  for (const file of ['bin/migrate.ts', 'api/main.ts', 'worker/main.ts']) {
    const { code, said } = await command(file, wrong);
    t.is(code, 1, file);
    t.regex(said, /ASSENT_MASTER_KEY \([0-9a-f]{8}\) opens nothing in this database/);
  }

  // 2. The new key gets its logins. 3. New processes beside the old ones.
  t.is((await command('bin/migrate.ts', both)).code, 0);
  const stopApi = await running(t, 'api/main.ts', both);
  const stopWorker = await running(t, 'worker/main.ts', both);

  const calls: Call[] = [old.call, now];
  const stop = new AbortController();
  const rounds = [0, 0];
  /** Both have done more rounds, so none of their requests began before. */
  const someMore = async (): Promise<void> => {
    const before = [...rounds];
    await Promise.race([until(() => rounds.every((n, i) => n > (before[i] ?? 0) + 2)), ...traffic]);
  };
  const traffic = [0, 1].map(async (i) => {
    for (let n = 0; !stop.signal.aborted; n++) {
      const write = calls[(n + i) % calls.length] ?? now;
      const read = calls[(n + i + 1) % calls.length] ?? now;
      const email = `side-${i}-${n}@example.com`;
      const made = await write('POST', '/contacts', { email, name: 'Side By Side' });
      t.is(made.status, 201, JSON.stringify(made.body));
      const seen = await read('GET', `/contacts/${made.body.id}?reveal=true`);
      t.is(seen.body.email, email);
      // A workflow whose payloads one of the two sealed and either may open.
      const asked = await write('POST', '/verifications', { channel: 'email', to: email });
      t.true([202, 429].includes(asked.status), JSON.stringify(asked.body));
      rounds[i] = n + 1;
      await sleep(50);
    }
  });
  // An organisation made by a new process is served by an old one.
  const signUp = { email: 'new@example.com', password: 'a long enough password', name: 'New', organization_name: 'New one' }; // prettier-ignore
  t.is((await request(`http://127.0.0.1:${port}`, 'POST', '/auth/sign-up', signUp)).status, 201);
  const signedIn = await request(old.url, 'POST', '/auth/login', { email: signUp.email, password: signUp.password }); // prettier-ignore
  t.is(signedIn.status, 200);
  const { contactId, verification } = await seeds(old.call);
  await someMore();

  // 4. Not while a process still has only the old key.
  const early = await command('bin/rotate-master-key.ts', both);
  t.is(early.code, 1);
  t.regex(early.said, /still run with the old master key: .*assent:api/);
  calls.splice(0, 1);
  // What had been asked of them is answered.
  await someMore();
  const start = (await processesOf(old.dataDir)).find((p) => /bin\/start\.ts/.test(p.command));
  process.kill(start?.pid ?? 0, 'SIGTERM');
  t.true(await within(120, async () => !(await processesOf(old.dataDir)).some((p) => p.pid === start?.pid))); // prettier-ignore

  const rotated = await command('bin/rotate-master-key.ts', both);
  t.is(rotated.code, 0, rotated.said);
  t.regex(rotated.said, /Organizations: 2, keys wrapped anew: 10, left: 0/);
  const again = await command('bin/rotate-master-key.ts', both);
  t.regex(again.said, /keys wrapped anew: 0, left: 0/);
  await someMore();
  stop.abort();
  await Promise.all(traffic);
  await Promise.all([stopApi(), stopWorker()]);

  // 5. The old key is gone, and everything is there.
  const alone = { ...both, ASSENT_MASTER_KEY_PREVIOUS: '' };
  await running(t, 'api/main.ts', alone);
  await running(t, 'worker/main.ts', alone);
  t.is((await now('GET', `/contacts/${contactId}?reveal=true`)).body.email, 'seed@example.com');
  // Its workflow began under the old key: it is still worked on under the new one.
  t.is((await now('POST', `/verifications/${verification}/cancel`, {})).body.status, 'canceled');
  t.true(
    await within(120, async () => {
      const { body } = await now(
        'GET',
        `/workflows/verification:${old.organizationId}:${verification}`,
      );
      return body.status === 'completed';
    }),
  );
  const refused = await command('api/main.ts', { ...alone, ASSENT_MASTER_KEY: oldKey });
  t.is(refused.code, 1);
  t.regex(refused.said, /opens nothing in this database/);
});

/** Created by the old processes before anything changes. */
async function seeds(call: Call): Promise<{ contactId: string; verification: string }> {
  const contact = await call('POST', '/contacts', { email: 'seed@example.com' });
  const verification = await call('POST', '/verifications', { channel: 'email', to: 'seed@example.com' }); // prettier-ignore
  return { contactId: String(contact.body.id), verification: String(verification.body.id) };
}

const keyOf = async (dataDir: string): Promise<string> => {
  const { readFile } = await import('node:fs/promises');
  const demo = JSON.parse(await readFile(`${dataDir}/demo.json`, 'utf8'));
  return `Bearer ${demo.apiKey}`;
};
