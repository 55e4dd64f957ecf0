import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';

/* A service manager, cron or `env -i` may start our commands without a PATH. */

/** What a command says, and how it ends, started without PATH and every other variable. */
async function bare(t: ExecutionContext, ...args: string[]) {
  const child = spawn(process.execPath, args, {
    env: { NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { out, err, code };
}

const PLAIN = 'test/lib/visible.test.ts';

for (const entry of ['bin/test.cjs', 'bin/test.ts']) {
  test(`node ${entry} runs a test file without PATH, from its databases to its count`, async (t) => {
    t.timeout(300_000);
    const { out, err, code } = await bare(t, entry, PLAIN);
    t.regex(out, /^[1-9]\d* passed, 0 failed$/m, err);
    t.is(err, '');
    t.is(code, 0);
  });
}

test('a test run whose start fails says why and ends', async (t) => {
  t.timeout(120_000);
  const script = `
    process.env.TEMPORAL_CLI_PATH = '/no/such/program';
    await import('./bin/test.ts');`;
  const { err, code } = await bare(t, '--input-type=module', '-e', script, '-', PLAIN);
  t.is(err.trim(), 'TEMPORAL_CLI_PATH is /no/such/program, but no program is there');
  t.is(code, 1);
});
