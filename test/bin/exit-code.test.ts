import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';

test('a process that has loaded the embedded Postgres ends with its own exit code', async (t) => {
  const script = `
    const { loadEmbedded } = await import('./bin/services/postgres.ts');
    await loadEmbedded();
    process.exitCode = 3;`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  t.is(code, 3);
});
