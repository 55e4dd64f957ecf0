import { runTests } from './run-tests.ts';

/* Run by bin/test-dates.ts in an environment whose clock is another: the day it should be, then files. */
const [day, ...files] = process.argv.slice(2);
try {
  if (!day) throw new Error('which day?');
  await runTests({ kind: 'quick', files, day });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
