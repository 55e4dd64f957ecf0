import { runTests } from './tests/run-tests.ts';

/* npm run test:long: the test files that need minutes, test/…/….long.test.ts */
try {
  await runTests({ kind: 'long', files: process.argv.slice(2) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
