import { parseArgs } from 'node:util';

/** Ends of a check: what was looked at holds, or does not, or nothing could be looked at. */
export const EXIT = { holds: 0, fails: 1, unchecked: 2 } as const;

/** Why nothing could be looked at. */
export class Unchecked extends Error {}

/**
 * What a check was called with; `--help` prints the help and ends.
 * @param help its first line names the arguments, those in brackets may be left out
 * @throws Unchecked for an option nobody knows, too few or too many
 */
export function argumentsOf(help: string): string[] {
  const [usage = ''] = help.split('\n');
  const named = [...usage.matchAll(/<[^>]+>|\[[^\]]+\]/g)].map(([name]) => name);
  const least = named.filter((name) => name.startsWith('<')).length;
  let given: string[];
  try {
    const { values, positionals } = parseArgs({
      options: { help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help) {
      console.log(help);
      process.exit(EXIT.holds);
    }
    given = positionals;
  } catch (error) {
    throw new Unchecked(`${error instanceof Error ? error.message : ''}\n${usage}`);
  }
  if (given.length < least || given.length > named.length) throw new Unchecked(usage);
  return given;
}

/** Runs a check; whatever goes wrong is said in a line and is no verdict. */
export async function checking(check: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await check()) ? EXIT.holds : EXIT.fails;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = EXIT.unchecked;
  }
}
