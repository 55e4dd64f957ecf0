import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import pg from 'pg';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../_support/services.ts';

/* The commands that check proofs, as people run them: what they print, and how they end. */

type Ended = { code: unknown; out: string; err: string };

/** Without an environment of ours, so that a database, a key or a network would not be found. */
async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, out, err };
}

/* Created once and kept: the holder of a proof must be able to check it in ten years. */
const FILES = 'test/files/proofs';
const RECEIPT = `${FILES}/receipt.json`;
const CERTIFICATE = `${FILES}/certificate.json`;
const EXPORT = [`${FILES}/audit.jsonl`, `${FILES}/seals`] as const;

/** A file with something else in it. */
async function altered(t: ExecutionContext, file: string, from: string, to: string) {
  const folder = await mkdtemp(join(tmpdir(), 'checks-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const content = await readFile(file, 'utf8');
  t.true(content.includes(from), `${file} holds ${from}`);
  const path = join(folder, 'altered');
  await writeFile(path, content.replaceAll(from, to));
  return path;
}

const holds = (t: ExecutionContext, ended: Ended, words: RegExp): void => {
  t.regex(ended.out, words, ended.err);
  t.is(ended.err, '');
  t.is(ended.code, 0);
};
const fails = (t: ExecutionContext, ended: Ended, words: RegExp): void => {
  t.regex(ended.out, words, ended.err);
  t.is(ended.code, 1);
};
/** Unchecked: printed on standard error as text, not as a stack trace. */
const unchecked = (t: ExecutionContext, ended: Ended, words: RegExp): void => {
  t.regex(ended.err, words, ended.out);
  t.notRegex(ended.err, /\n\s+at /);
  t.is(ended.out, '');
  t.is(ended.code, 2);
};

for (const { command, file, good, says, change, other } of [
  {
    command: 'receipt-check',
    file: RECEIPT,
    good: /✔ Test organisation: grant of News and offers by email\n  amina@example\.com\n/,
    says: 'receipt',
    change: ['News and offers', 'News and 0ffers'],
    other: CERTIFICATE,
  },
  {
    command: 'certificate-check',
    file: CERTIFICATE,
    good: /✔ Test organisation: erasure [0-9a-f-]{36}, \d+ things\n/,
    says: 'certificate',
    change: ['Test organisation', 'Best organisation'],
    other: RECEIPT,
  },
] as const) {
  test(`npm run ${command}: genuine, forged, another key, another file, and what is no file at all`, async (t) => {
    const script = `bin/${command}.ts`;
    const check = (...args: string[]) => run([script, ...args]);
    const whole: { publicKey?: string; public_key?: string } = JSON.parse(await readFile(file, 'utf8')); // prettier-ignore
    const key = whole.publicKey ?? whole.public_key ?? '';

    const unsure = await run([script.replace('.ts', '.cjs'), file]);
    holds(t, unsure, good);
    t.regex(unsure.out, /compare it with the organization’s\n$/);
    const sure = await check(file, key);
    holds(t, sure, good);
    t.true(sure.out.endsWith(`signed by ${key}\n`));

    const [from, to] = change;
    fails(t, await check(await altered(t, file, from, to)), new RegExp(`✘ This ${says} was changed after it was signed\\.`)); // prettier-ignore
    const swapped = (key.startsWith('A') ? 'B' : 'A') + key.slice(1);
    fails(t, await check(file, swapped), new RegExp(`✘ This ${says} is signed by another key\\.`));
    fails(t, await check(other), new RegExp(`✘ This ${says} is not a ${says}`));

    unchecked(t, await check(), new RegExp(`^npm run ${command} -- <${says}\\.json> \\[public key\\]\n$`)); // prettier-ignore
  });
}

const receiptCheck = (...args: string[]) => run(['bin/receipt-check.ts', ...args]);
const auditCheck = (...args: string[]) => run(['bin/audit-check.ts', ...args]);

test('npm run receipt-check: what cannot be checked is no verdict', async (t) => {
  unchecked(t, await receiptCheck(RECEIPT, 'AAAA'), /is no public key/);
  unchecked(
    t,
    await receiptCheck('no/such/file.json'),
    /✘ no\/such\/file\.json cannot be read: ENOENT/,
  );
  unchecked(t, await receiptCheck(FILES), /cannot be read: EISDIR/);
  unchecked(t, await receiptCheck('README.md'), /^✘ README\.md is no JSON\n$/);
  unchecked(t, await receiptCheck(RECEIPT, 'AAAA', 'more'), /^npm run receipt-check/);
  unchecked(t, await receiptCheck(RECEIPT, '--force'), /Unknown option '--force'/);
  holds(t, await receiptCheck('--help'), /^npm run .*\n\n[^]*Ends with 0/);
});

test('npm run audit-check: every row of an export, an altered row, seals that are not there', async (t) => {
  const [file, seals] = EXPORT;
  const rows = (await readFile(file, 'utf8')).trim().split('\n').length;

  const good = await run(['bin/audit-check.cjs', file, seals]);
  holds(t, good, new RegExp(`^✔ ${rows} rows under 3 seals are as they were published\n`));
  t.regex(good.out, / {2}signed by [\w-]{43}: compare it with the key you know\n$/);
  const forged = await altered(t, file, 'consent.granted', 'consent.granned');
  fails(
    t,
    await auditCheck(forged, seals),
    /^✘ row \d+: is not the row that was sealed at position \d+/,
  );
  fails(t, await auditCheck('README.md', seals), /^✘ row 1: is not a row of an export\n$/);

  unchecked(t, await auditCheck(file, FILES), /✘ there are no seals in/);
  unchecked(t, await auditCheck(file, 'no/such/folder'), /ENOENT.*no\/such\/folder/);
  unchecked(t, await auditCheck('no/such/file', seals), /ENOENT.*no\/such\/file/);
  unchecked(
    t,
    await auditCheck(file),
    /^npm run audit-check -- <audit\.jsonl> <seals\/organization>\n$/,
  );
  holds(t, await auditCheck('--help'), /^npm run audit-check[^]*Ends with 0/);
});

test('npm run audit-verify: one organisation, what was changed in it, and nothing to look at', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'verify-'));
  const services = await testServices(t, { folder });
  const ctx = await testContext(services);
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);
  const env = { ...inherited(), SEALS_DIR: join(folder, 'seals') };
  const verify = (...args: string[]) => run(['bin/audit-verify.ts', ...args], env);

  const good = await run(['bin/audit-verify.cjs', ctx.tenantId], env);
  holds(t, good, new RegExp(`^✔ ${ctx.tenantId}  \\d+ rows under 1 seals, 1 of them published`));
  const owner = new pg.Client(loadConfig().DATABASE_URL);
  await owner.connect();
  const { rows } = await owner.query<{ id: string }>(
    `update audit_log set action = 'organization.destroyed'
     where tenant_id = $1 and action = 'organization.created' returning id`,
    [ctx.tenantId],
  );
  await owner.end();
  const bad = await verify(ctx.tenantId);
  fails(t, bad, new RegExp(`^✘ ${ctx.tenantId} `));
  t.true(bad.out.includes(rows[0]?.id ?? 'a row'), 'the first bad row is named');

  unchecked(t, await verify(newId()), /^There is no organization/);
  unchecked(
    t,
    await run(['bin/audit-verify.ts'], { ASSENT_DATA_DIR: folder }),
    /^Nothing runs on /,
  );
  unchecked(t, await verify('one', 'two'), /^npm run audit-verify -- \[organization\]\n$/);
  holds(t, await verify('--help'), /^npm run audit-verify[^]*Ends with 0/);
});

/** What the tests themselves run with: the shared database and its master key. */
const inherited = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])), // prettier-ignore
  );

test('a public key that begins with a dash is a key, not an option', async (t) => {
  const key = `-${'A'.repeat(42)}`;
  for (const args of [
    [RECEIPT, key],
    [RECEIPT, '--', key],
  ]) {
    const ended = await run(['bin/receipt-check.ts', ...args]);
    t.is(ended.code, 1, `${args.join(' ')}: ${ended.err}`);
  }
});
