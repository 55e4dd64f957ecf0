import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DATES } from './tests/dates.ts';
import { environmentAt } from './tests/faketime.ts';
import { runCommand } from './tests/run-command.ts';

/*
 *   npm run test:dates                                     the quick tests at each date, one after the other
 *   npm run test:dates -- --at 2028-02-29T12:00 [test/…]   only at this time (UTC), or only these files
 */
const ONE_DATE = fileURLToPath(new URL('tests/at-date.ts', import.meta.url));
const { values, positionals } = parseArgs({
  options: { at: { type: 'string', multiple: true } },
  allowPositionals: true,
});
const dates = values.at?.map((at) => ({ at, why: 'asked for' })) ?? DATES;
const failed: string[] = [];
for (const { at, why } of dates) {
  console.log(`\n${at} UTC: ${why}`);
  const env = await environmentAt(at);
  const args = [ONE_DATE, at.slice(0, 10), ...positionals];
  await runCommand(`tests at ${at}`, process.execPath, args, env).catch(() => failed.push(at));
}
console.log(`${dates.length - failed.length} dates passed, ${failed.length} failed`);
for (const at of failed) console.log(`  failed at ${at}`);
if (failed.length) process.exitCode = 1;
