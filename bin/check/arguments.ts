import { parseArgs } from 'node:util';

/** Exit codes of a check: it passed, it failed, or nothing could be checked. */
export const EXIT = { holds: 0, fails: 1, unchecked: 2 } as const;

/** The reason why nothing could be checked. */
export class Unchecked extends Error {}

/**
 * Returns a check's command-line arguments; `--help` prints the help and exits.
 * @param help its first line names the arguments, optional ones in brackets
 * @throws {Unchecked} for an unknown option, or too few or too many arguments
 */
export function argumentsOf(help: string): string[] {
  const [usage = ''] = help.split('\n');
  const named = [...usage.matchAll(/<[^>]+>|\[[^\]]+\]/g)].map(([name]) => name);
  const least = named.filter((name) => name.startsWith('<')).length;
  let given: string[];
  try {
    const { values, positionals } = parseArgs({
      args: keysLast(process.argv.slice(2)),
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

const isKey = (arg: string): boolean => /^-[\w-]{42}$/.test(arg);

/**
 * Moves public keys behind `--`: one of 64 begins with a dash, and would be taken for an option. A key is the last
 * argument of every check.
 */
function keysLast(args: readonly string[]): string[] {
  if (args.includes('--')) return [...args];
  return [...args.filter((arg) => !isKey(arg)), '--', ...args.filter(isKey)];
}

/** Runs a check and sets the exit code. An error is printed in one line and counts as unchecked. */
export async function checking(check: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await check()) ? EXIT.holds : EXIT.fails;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = EXIT.unchecked;
  }
}
