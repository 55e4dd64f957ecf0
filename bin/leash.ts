import { spawn } from 'node:child_process';

/*
 * Runs another program, and ends it when this process is stopped or its parent is gone.
 *   node bin/leash.ts <program> <arguments…>
 */
// Only the own user may read the program's files, such as Temporal's database.
process.umask(0o077);
const [program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
process.send?.({ pid: child.pid });
child.once('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.once('exit', (code) => process.exit(code ?? 1));

const PATIENCE = 5_000;
const stop = (): void => {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), PATIENCE).unref();
};
process.on('SIGTERM', stop);
process.once('disconnect', stop);
