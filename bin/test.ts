import { runAsCommand } from './tests/run-as-command.ts';
import { runTests } from './tests/run-tests.ts';
import { staticChecks } from './tests/static-checks.ts';

/*
 *   npm test                     style, lint, types, import rule, then every test file that does not take minutes
 *   npm test -- test/lib/…       only these test files, no static checks
 */
const files = process.argv.slice(2);
await runAsCommand(async () => {
  if (!files.length) await staticChecks();
  await runTests({ kind: 'quick', files });
});
