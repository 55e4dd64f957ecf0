import { runAsCommand } from './run-as-command.ts';
import { runTests } from './run-tests.ts';

/* Run by bin/test-dates.ts in an environment with another clock. Arguments: the expected day, then files. */
const [day, ...files] = process.argv.slice(2);
await runAsCommand(async () => {
  if (!day) throw new Error('which day?');
  await runTests({ kind: 'quick', files, day });
});
