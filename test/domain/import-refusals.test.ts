import test from 'ava';
import { uploadOptions, startRequest } from '#domain/contact-imports/contract.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { startImport } from '#domain/contact-imports/start.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import type { Context, Services } from '#domain/context.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../_support/services.ts';

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

const consent = {
  channel: 'email',
  purpose: 'marketing',
  wording: 'Yes, send me the news.',
  evidence: { captured_at: '2026-01-05T10:00:00Z' },
};

async function upload(services: Services, ctx: Context, text: string, options: object = {}) {
  const file = await keepFile(services, ctx, newId(), bytes(text));
  return createImport(
    services,
    ctx,
    file,
    uploadOptions.parse({ start: false, consent, ...options }),
  );
}

async function run(services: Services, ctx: Context, id: string, request: object) {
  await startImport(services, ctx, id, startRequest.parse(request));
  await runImport(services, ctx, id, () => undefined);
  return getImport(services, ctx, id);
}

/** Columns that exports and people write, with a value that says no. */
const NO: [string, string][] = [
  ['unsubscribed', 'yes'], ['Unsubscribed', '2025-11-02'], ['do_not_contact', 'TRUE'], ['consent', 'no'], ['status', 'unsubscribed'], ['Opt-out', '1'],
  ['Email opt out', 'TRUE'], ['DNC', 'Y'], ['Do not email', 'yes'], ['DoNotEmail', 'true'], ['Blacklisted', 'x'], ['Bounced', 'hard'], ['GDPR consent', 'no'],
  ['Werbeeinwilligung', 'nein'], ['accepts_marketing', 'no'], ['Accepts Email Marketing', 'no'], ['Subscription status', 'cleaned'], ['OPTOUT_TIME', '2026-01-01 10:00:00'],
  ['UNSUB_TIME', '2026-01-01 10:00:00'], ['UNSUB_REASON', 'NORMAL'], ['CLEAN_TIME', '2026-01-01'], ['Unsubscribed from all email', 'true'], ['HasOptedOutOfEmail', 'true'],
  ['Opted out of email: Marketing Information', 'Yes'], ['Marketing contact status', 'Non-marketing contact'], ['Email Marketing Consent', 'NEVER_SUBSCRIBED'],
  ['Email Marketing Consent', 'UNSUBSCRIBED'], ['Newsletter', 'nein'], ['Newsletter', '0'], ['newsletter_status', 'abgemeldet'], ['Einwilligung', 'widerrufen'], ['Consent', 'pending'],
  ['Opt-in', '❌'], ['Opt-in', '✗'], ['Opt in', 'FALSE'], ['Opt-in', 'declined'], ['consent', 'maybe'], ['Abgemeldet am', '03.02.2025'], ['Widerspruch', 'ja'], ['Sperrvermerk', '1'],
  ['Désinscrit', 'oui'], ['Consentement', 'non'], ['Consentimiento', 'No'], ['Baja', 'sí'], ['Disiscritto', 'sì'], ['Consenso', 'negato'], ['Descadastrado', 'sim'], ['Toestemming', 'nee'],
  ['Samtycke', 'nej'], ['Zgoda', 'nie'], ['Souhlas', 'ne'], ['Согласие', 'нет'], ['Отписан', 'да'], ['退订', '是'], ['同意', '否'], ['配信停止', '1'], ['수신동의', '아니오'], ['İzin', 'hayır'],
  ['الموافقة', 'لا'], ['Tags', 'vip; unsubscribed'], ['Remarks', 'do not contact'], ['List', 'Opted out'], ['Is blocked', 'yes'], ['State', 'unsubscribed'], ['Subscribed', '0'],
]; // prettier-ignore

const YES: [string, string][] = [
  ['unsubscribed', 'no'], ['unsubscribed', ''], ['unsubscribed', '0'], ['Unsubscribed', 'false'], ['consent', 'yes'], ['consent', '2025-02-01'], ['Opt-in', '✓'], ['Opt-in', 'x'],
  ['Opt-in date', '01.02.2025 10:00'], ['OPTIN_IP', '192.0.2.1'], ['Consent source', 'web form'], ['GDPR consent', 'given'], ['Werbeeinwilligung', 'ja'], ['status', 'subscribed'], ['status', 'customer'],
  ['SMS opt-out', 'yes'], ['Do not call', 'TRUE'], ['Fax opt out', 'true'], ['HasOptedOutOfFax', 'true'], ['Unsubscribe link', 'https://example.com/u/1'], ['Bounce count', '0'], ['Zgoda', 'tak'],
  ['Order status', 'refused'], ['City', 'Nein'], ['Country block', 'A'], ['Notes', 'never late'], ['Priority', 'none'], ['Newsletter', 'weekly'], ['Favourite colour', 'no'], ['Согласие', 'да'],
]; // prettier-ignore

test('a row whose own columns say no gets no consent, in whatever words', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  for (const [cases, recorded] of [
    [NO, 0],
    [YES, 1],
  ] as const) {
    // One file for many headers: each row fills one column.
    const headers = [...new Set(cases.map(([column]) => column))];
    const rows = cases.map(([column, value], i) =>
      [`p${recorded}${i}@example.com`, ...headers.map((one) => (one === column ? `"${value}"` : ''))].join(','),
    ); // prettier-ignore
    const text = `email,${headers.map((one) => `"${one}"`).join(',')}\n${rows.join('\n')}\n`;
    const { id, mapping } = await upload(services, ctx, text);
    t.is(mapping['email'], 'email');
    const report = await run(services, ctx, id, { dry_run: true });
    const refused = report.notes.filter(({ message }) => /does not consent/.test(message));
    const wrong = cases.filter(([, ], i) => refused.some(({ row }) => row === i + 2) === (recorded === 1)); // prettier-ignore
    t.deepEqual(wrong, []);
    t.is(report.consents?.recorded, recorded ? cases.length : 0);
    t.is(report.failed, 0);
  }
});

test('the preview names such columns, and a mapping may say that one means something else', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const made = await upload(services, ctx, 'email,Blocked,city\na@own.example,A,Rome\nb@own.example,,Rome\n');
  t.like(made.guesses.columns[1], { column: 'Blocked', target: 'field:blocked', refusals: true });
  t.regex(made.guesses.columns[1]?.reason ?? '', /these rows get no consent/);
  t.is(made.guesses.columns[2]?.refusals, undefined);
  const tried = await run(services, ctx, made.id, { dry_run: true });
  t.deepEqual(tried.consents, { recorded: 1, unchanged: 0, refused: 1 });
  // That a column is left out does not say that it means something else.
  const without = await run(services, ctx, made.id, { dry_run: true, mapping: { Blocked: null } });
  t.deepEqual(without.consents, { recorded: 1, unchanged: 0, refused: 1 });
  t.like(without.notes[0], { row: 2, column: 'Blocked', kind: 'consent', value: 'A' });
  const mapping = { Blocked: 'unrelated:block' };
  const real = await run(services, ctx, made.id, { dry_run: false, mapping });
  t.deepEqual(real.consents, { recorded: 2, unchanged: 0, refused: 0 });
}); // prettier-ignore

test('a person whom one row calls unsubscribed gets no consent by another row, earlier or later', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const many = Array.from({ length: 1100 }, (_, i) => `m${i}@own.example,`).join('\n');
  const text = `email,status\nA@own.example,\n${many}\na@own.example,unsubscribed\n`;
  const { id } = await upload(services, ctx, text);
  const report = await run(services, ctx, id, { dry_run: false });
  t.deepEqual(report.consents, { recorded: 1100, unchanged: 0, refused: 2 });
  t.regex(report.notes[0]?.message ?? '', /by row 1103 this person does not consent/);
});
