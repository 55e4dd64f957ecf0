import { runAsCommand } from './tests/run-as-command.ts';
import { runTests } from './tests/run-tests.ts';

/* npm run test:long: the test files that take minutes, test/…/….long.test.ts */
await runAsCommand(() => runTests({ kind: 'long', files: process.argv.slice(2) }));
