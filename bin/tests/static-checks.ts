import { runCommand } from './run-command.ts';

const FOLDERS = [
  'lib', 'domain', 'models', 'api', 'web', 'workflows', 'activities', 'worker', 'temporal', 'runtime', 'providers', 'bin',
]; // prettier-ignore

/**
 * Checks style, lint, types and the import rule.
 * @throws {Error} naming the first check that fails
 */
export async function staticChecks(): Promise<void> {
  await Promise.all([
    runCommand('format', 'prettier', ['--check', '--log-level=warn', '.']),
    runCommand('lint', 'oxlint', ['--quiet']),
  ]);
  await Promise.all([
    runCommand('types', 'tsc', ['--pretty', 'false']),
    runCommand('import rule', 'depcruise', ['--output-type', 'err', ...FOLDERS]),
  ]);
}
