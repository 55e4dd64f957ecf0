import { readFile, readdir } from 'node:fs/promises';
import test from 'ava';
import { globSync } from 'node:fs';
import {
  INSTALLATION_PROCESSES,
  PROCESS,
  TENANT_PROCESSES,
} from '#domain/process-table.contract.ts';
import { LEDGER_PROCESSES } from '#domain/workflows/ledger/index.ts';
import * as workflows from '#workflows/index.ts';

/*
 * What a process is named in, beside its own files (docs/changing-workflows.md). Types see to most of it; what they
 * cannot see is here. Recorded histories: test/workflows/replay.test.ts; a year: for-years.long.test.ts.
 */

const exported = Object.keys(workflows);
const ofTable = Object.values(PROCESS).flatMap(({ workflow, retired }) => [workflow, ...(retired ?? [])]); // prettier-ignore

test('every workflow of the table is bundled, and named once', (t) => {
  t.deepEqual(ofTable.filter((name) => !exported.includes(name)), [], 'a line in workflows/index.ts'); // prettier-ignore
  t.is(new Set(ofTable).size, ofTable.length);
});

test('every bundled workflow is of a process, begun by a schedule, or retired', async (t) => {
  const schedules = await readFile('temporal/schedules.ts', 'utf8');
  const retired = await defined('workflows/retired/*.ts');
  const others = exported.filter((name) => !ofTable.includes(name) && !retired.includes(name));
  t.deepEqual(others.filter((name) => !schedules.includes(`'${name}'`)), [], 'a line in domain/process-table.contract.ts'); // prettier-ignore
});

test('every workflow that is written is bundled', async (t) => {
  const written = await defined('workflows/*/*.ts');
  t.true(written.length > 30);
  t.deepEqual(written.filter((name) => !exported.includes(name)), [], 'a line in workflows/index.ts'); // prettier-ignore
});

test('every room of activities is given to the workers', async (t) => {
  const index = await readFile('activities/index.ts', 'utf8');
  const folders = (await readdir('activities', { withFileTypes: true })).filter((one) => one.isDirectory()); // prettier-ignore
  for (const { name } of folders) {
    const [, create = ''] =
      /export (?:const|function) (create\w+)/.exec(
        await readFile(`activities/${name}/index.ts`, 'utf8'),
      ) ?? [];
    t.true(index.includes(`...${create}(deps)`), `activities/${name} has no line in activities/index.ts`); // prettier-ignore
  }
});

test('the table tells whose a process is, and the ledger knows those of a tenant', (t) => {
  t.deepEqual([...TENANT_PROCESSES, ...INSTALLATION_PROCESSES].sort(), Object.keys(PROCESS).sort());
  t.deepEqual(Object.keys(LEDGER_PROCESSES).sort(), TENANT_PROCESSES.toSorted());
});

test('docs/temporal.md has every process and its workflow', async (t) => {
  const page = await readFile('docs/temporal.md', 'utf8');
  for (const [type, { workflow }] of Object.entries(PROCESS)) {
    t.true(page.includes(`\`${type}\``), type);
    t.true(page.includes(`\`${workflow}\``), workflow);
  }
});

/** The exported functions of a room's files that run by themselves: all of them are workflows. */
async function defined(files: string): Promise<string[]> {
  const texts = await Promise.all(globSync(files).map((file) => readFile(file, 'utf8')));
  return texts.flatMap((text) =>
    [
      ...text.matchAll(
        /^export (?:async function (\w+)|const (\w+) = \(\s*input: ProcessInputs)/gm,
      ),
    ].map(([, declared, arrow]) => declared ?? arrow ?? ''),
  );
}
