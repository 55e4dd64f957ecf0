import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import ts from 'typescript';

/*
 * Different processes write and judge times, so one clock must be used: the database's (lib/transaction-time.ts).
 * Code in these folders must not read the clock of its own process.
 */
const FOLDERS = [
  'domain',
  'api',
  'activities',
  'models',
  'workflows',
  'runtime',
  'worker',
  'temporal',
];

/** Files that may read it. */
const ALLOWED: Record<string, string> = {
  'temporal/processes.ts': 'a deadline of gRPC, which counts by this process',
  'workflows/standing.ts':
    'the clock of a workflow is that of its history; nothing is decided by it',
};

const isDate = (node: ts.Node): boolean => ts.isIdentifier(node) && node.text === 'Date';

/** The places that read the clock of the process, as `line: text`. */
function readings(file: string, code: string): string[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const reads =
      (ts.isNewExpression(node) && isDate(node.expression) && !node.arguments?.length) ||
      (ts.isCallExpression(node) && isDate(node.expression)) ||
      (ts.isPropertyAccessExpression(node) &&
        ((isDate(node.expression) && node.name.text === 'now') ||
          (node.expression.getText() === 'Temporal' && node.name.text === 'Now') ||
          (node.expression.getText() === 'performance' && node.name.text === 'timeOrigin')));
    if (reads) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${line + 1}: ${node.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('nothing that decides reads the clock of its own process', async (t) => {
  const files = globSync(FOLDERS.map((folder) => `${folder}/**/*.ts`));
  t.true(files.length > 500);
  const found: Record<string, string[]> = {};
  for (const file of files) {
    const name = file.replaceAll('\\', '/');
    const here = readings(name, await readFile(file, 'utf8'));
    if (here.length && !(name in ALLOWED)) found[name] = here;
    if (name in ALLOWED) t.true(here.length > 0, `${name} needs no exception any more`);
  }
  t.deepEqual(found, {}, 'ask timeOf(trx) for the time, performance.now() for how long');
});

test('every way to read it is seen', (t) => {
  for (const code of [
    'new Date()',
    'new Date',
    'Date.now()',
    'Date()',
    'map(Date.now)',
    'Temporal.Now.instant()',
    'performance.timeOrigin',
  ]) {
    t.is(readings('x.ts', code).length, 1, code);
  }
  for (const code of ['new Date(at)', 'Date.parse(text)', 'Date.UTC(2026)', 'performance.now()']) {
    t.deepEqual(readings('x.ts', code), [], code);
  }
});
