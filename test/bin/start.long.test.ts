import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { freePort } from '../../bin/services/ports.ts';
import { npmStart, processesOf, within, type NpmStart } from '../_support/npm-start.ts';
import { request } from '../_support/request.ts';

/*
 * `npm start` as a newcomer meets it: own Postgres, own Temporal, own receivers. One story on one data
 * folder, since each start takes seconds: killed parts, a killed supervisor, a second start, Ctrl-C.
 */
const ready = /Ctrl-C stops everything/;

/** Files in the data folder that another user could read or write: keys, sign-in, databases, logs. */
async function openToOthers(dataDir: string): Promise<string[]> {
  const open: string[] = [];
  for (const name of await readdir(dataDir, { recursive: true })) {
    // Postgres makes and takes away files all the time.
    const found = await stat(join(dataDir, name)).catch(() => null);
    if (found && found.mode & 0o077) open.push(`${name} ${(found.mode & 0o777).toString(8)}`);
  }
  return open;
}

test('one command brings everything up, keeps it up, finds it again, and takes it all down', async (t) => {
  const parent = await mkdtemp(join(tmpdir(), 'assent-start-'));
  // Started by root, Postgres runs as another user, who must be able to walk through.
  await chmod(parent, 0o711);
  // As with a fresh clone, nothing is there yet.
  const dataDir = join(parent, 'new', 'data');
  const port = await freePort();
  const env = { ASSENT_DATA_DIR: dataDir, PORT: String(port) };
  const starts: NpmStart[] = [];
  const start = (): NpmStart => {
    const one = npmStart(env, ['--no-story']);
    starts.push(one);
    return one;
  };
  t.teardown(async () => {
    for (const one of starts) one.ctrlC();
    await Promise.all(starts.map((one) => one.ended));
    await rm(parent, { recursive: true, force: true });
  });
  const running = (part: string) => async () =>
    (await processesOf(dataDir)).find(({ command }) => command.includes(part));

  const first = start();
  await first.says(ready);
  const [, url = ''] = await first.says(/Assent +(http:\S+)/);
  t.is(url, `http://127.0.0.1:${port}`);
  const [, apiKey = ''] = await first.says(/API key +(ask_\S+)/);
  const [, password = ''] = await first.says(/password (\S+)/);
  t.true(password.length >= 12);
  t.deepEqual(await openToOthers(dataDir), []);
  const call = (method: string, path: string, body?: unknown) =>
    request(url, method, path, body, { authorization: `Bearer ${apiKey}` });
  t.like((await call('GET', '/health')).body, { status: 'ok' });
  const codes = async (): Promise<number> => (await call('GET', '/dev/inbox')).body.data.length;
  const verify = (to: string) => call('POST', '/verifications', { channel: 'email', to });
  const made = await verify('ann@example.com');
  t.is(made.status, 202, JSON.stringify(made.body));
  t.true(await within(120, async () => (await codes()) === 1));

  const second = npmStart(env);
  t.is(await second.ended, 1);
  t.regex(second.said(), /^Assent already runs on \S+ \(process \d+\): stop it, or set \S+ .*\n$/);

  const worker = await running('worker/main.ts')();
  process.kill(worker?.pid ?? 0, 'SIGKILL');
  // Requested while no worker runs: done when the worker is back.
  t.is((await verify('ben@example.com')).status, 202);
  await first.says(/worker ended \(SIGKILL\); starting it again/);
  t.true(await within(120, async () => (await codes()) === 2));
  t.not((await running('worker/main.ts')())?.pid, worker?.pid);

  const supervisor = await running('bin/start.ts')();
  process.kill(supervisor?.pid ?? 0, 'SIGKILL');
  await first.ended;
  const nothing = async (): Promise<boolean> => (await processesOf(dataDir)).length === 0;
  t.true(await within(120, nothing), JSON.stringify(await processesOf(dataDir)));

  // As an earlier version, or a copy by hand, left them.
  for (const name of ['master.key', 'demo.json', 'temporal.sqlite', 'inbox.sqlite']) {
    await chmod(join(dataDir, name), 0o644);
  }
  await chmod(join(dataDir, 'logs'), 0o755);
  const third = start();
  await third.says(ready);
  t.deepEqual(await openToOthers(dataDir), []);
  t.true(third.said().includes(apiKey), 'the same key');
  t.true(third.said().includes(`http://127.0.0.1:${port}`), 'at the same address');
  t.is((await call('GET', `/verifications/${made.body.id}`)).body.status, 'pending');
  const found = await call('GET', `/workflows/${encodeURIComponent(made.body.workflow_id)}`);
  t.is(found.body.status, 'running', 'Temporal keeps what is under way');
  const wrong = await call('POST', `/verifications/${made.body.id}/check`, { code: '00000000' });
  t.is(wrong.status, 200, JSON.stringify(wrong.body));

  third.ctrlC();
  t.is(await third.ended, 0, third.said());
  t.true(third.said().trimEnd().endsWith('Stopped.'), third.said());
  t.true(await within(60, nothing), JSON.stringify(await processesOf(dataDir)));

  for (const name of ['api', 'worker', 'receivers']) {
    const lines = (await readFile(join(dataDir, 'logs', `${name}.log`), 'utf8')).trim().split('\n');
    t.notThrows(() => lines.forEach((line) => JSON.parse(line)), `${name}.log is JSON`);
  }
});

test('a configuration that cannot work ends the start with one line that says what to set', async (t) => {
  const dataDir = join(tmpdir(), `assent-start-bad-${process.pid}`);
  t.teardown(() => rm(dataDir, { recursive: true, force: true }));
  const cases: [Record<string, string>, RegExp][] = [
    [{ ASSENT_ENV: 'production' }, /ASSENT_ENV=production needs ASSENT_MASTER_KEY, DATABASE_URL/],
    [{ ASSENT_ENV: 'prod' }, /ASSENT_ENV/],
    [{ PORT: 'eighty' }, /PORT/],
    [{ ASSENT_MASTER_KEY: 'short' }, /ASSENT_MASTER_KEY/],
    [{ ASSENT_API_KEY: 'secret' }, /ASSENT_API_KEY/],
    [{ WORKER_PROCESSES: '0' }, /WORKER_PROCESSES/],
    [{ WORKER_QUEUES: 'bulk,codes' }, /WORKER_QUEUES/],
    [{ DATABASE_URL: 'localhost' }, /DATABASE_URL/],
  ];
  for (const [env, message] of cases) {
    const one = npmStart({ ASSENT_DATA_DIR: dataDir, ...env }, ['--no-story']);
    t.is(await one.ended, 1, JSON.stringify(env));
    t.regex(one.said(), message);
    t.is(one.said().trim().split('\n').length, 1, one.said());
    t.deepEqual(await processesOf(dataDir), []);
  }
});
