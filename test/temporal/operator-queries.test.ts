import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { everythingOf, OPERATOR_QUERIES, ofTenant } from '#domain/workflows/queries.contract.ts';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { createTemporal } from '#temporal/client.ts';
import * as workflows from '#workflows/index.ts';

const ALL = [everythingOf('<id>'), ...Object.values(OPERATOR_QUERIES)];

/** The names that a query compares with. */
const named = (query: string, what: RegExp): string[] =>
  [...query.matchAll(what)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.replaceAll(/['()\s]/g, '')),
  );

test('what operators ask is in the docs, as it is typed', async (t) => {
  const docs = await readFile('docs/temporal.md', 'utf8');
  t.is(ALL.length, 10);
  t.deepEqual(
    ALL.filter(({ query }) => !docs.includes(`\`${query}\``)).map(({ query }) => query),
    [],
  );
});

test('each names workflows and steps that there are', async (t) => {
  const files = (await readdir('workflows', { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('retired'),
  );
  const code = (await Promise.all(files.map((file) => readFile(`workflows/${file}`, 'utf8')))).join(
    '',
  );
  for (const { query } of ALL) {
    for (const type of named(query, /WorkflowType (?:=|IN) ('[^']*'|\([^)]*\))/g)) {
      t.true(Object.hasOwn(workflows, type), type);
    }
    for (const step of named(query, /AssentStep = ('[^']*')/g)) {
      t.true(code.includes(`'${step}'`), step);
    }
  }
});

test('Temporal understands each of them', async (t) => {
  const config = loadConfig();
  const { client, close } = createTemporal({
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    masterKey: config.masterKey,
  });
  t.teardown(close);
  for (const { query } of ALL) {
    const mine = query.replace('<id>', newId());
    await t.notThrowsAsync(client.workflow.count(mine), mine);
    await t.notThrowsAsync(client.workflow.count(ofTenant(mine, newId())), mine);
  }
});
