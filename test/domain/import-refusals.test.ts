import test from 'ava';
import { consentColumns } from '#domain/contact-imports/consent-columns.ts';
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
  ['Receive offers', 'No'], ['Receive offers', '0'], ['Would you like to receive news?', 'No'], ['Send me offers', 'no'], ['Keep me updated', 'No'], ['I would like to hear from you', 'No'], ['Stay in touch', 'No'],
  ['May we email you', 'No'], ['Mail ok?', 'nok'], ['Email enabled', '0'], ['Confirmed', 'No'], ['Confirmed', '0'], ['Verified', 'No'], ['activated', '0'], ['Data Processing Basis', 'Consent - Pending'],
  ['Data Processing Basis', 'Legitimate Interests'], ['Suppressions', '["EMAIL"]'], ['Möchte Angebote erhalten', 'nein'], ['Infopost gewünscht', 'nein'], ['Recevoir nos offres', 'non'], ['Offres commerciales', 'Non'],
  ['Vuole ricevere offerte', 'no'], ['Wil aanbiedingen ontvangen', 'nee'], ['Vill ha erbjudanden', 'nej'], ['Chce otrzymywać oferty', 'nie'], ['قبول التسويق', 'لا'],
  ['メルマガ配信', '希望しない'], ['メルマガ配信', '不要'], ['メルマガ配信', '配信しない'], ['Newsletter status', 'not confirmed'], ['Email Validity', 'invalid'], ['Communication preference', 'Post only'],
  ['Communication preference', 'Phone'], ['Newsletter', 'not by mail'], ['Status', 'nicht bestätigt'], ['Status', '2'], ['notes', 'please unsubscribe'], ['notes', 'Called on Monday. Wants no more newsletters'],
  ['Bemerkung', 'möchte bitte keine Werbung mehr'], ['备注', '客户不希望接收邮件'], ['備考', 'メール配信不要です'], ['Remarque', 'ne veut plus recevoir de mails'], ['Other', 'Consent - Pending'], ['$consent', '["sms"]'],
]; // prettier-ignore

const YES: [string, string][] = [
  ['unsubscribed', 'no'], ['unsubscribed', ''], ['unsubscribed', '0'], ['Unsubscribed', 'false'], ['consent', 'yes'], ['consent', '2025-02-01'], ['Opt-in', '✓'], ['Opt-in', 'x'],
  ['Opt-in date', '01.02.2025 10:00'], ['OPTIN_IP', '192.0.2.1'], ['Consent source', 'web form'], ['GDPR consent', 'given'], ['Werbeeinwilligung', 'ja'], ['status', 'subscribed'], ['status', 'customer'],
  ['SMS opt-out', 'yes'], ['Do not call', 'TRUE'], ['Fax opt out', 'true'], ['HasOptedOutOfFax', 'true'], ['Unsubscribe link', 'https://example.com/u/1'], ['Bounce count', '0'], ['Zgoda', 'tak'],
  ['Order status', 'refused'], ['City', 'Nein'], ['Country block', 'A'], ['Notes', 'never late'], ['Priority', 'none'], ['Newsletter', 'weekly'], ['Favourite colour', 'no'], ['Согласие', 'да'],
  ['Marketing contact status', 'Marketing contact'], ['$consent', '["email"]'], ['$consent', '["email", "sms"]'], ['active_subscription', 'false'], ['Suppressions', '[]'], ['Suppressions', '["SMS"]'],
  ['Data Processing Basis', 'Consent - Obtained'], ['メルマガ配信', '希望する'], ['Communication preference', 'Email only'], ['Email Validity', 'valid'], ['Consent', 'Yes, please'], ['activated', '1730419200'],
  ['Consent text', 'You can unsubscribe at any time'], ['Terms', 'I agree to the e-mails; I can unsubscribe at any time'], ['Notes', 'called twice, nice person'], ['tier', '0'], ['Total orders', '0'],
]; // prettier-ignore

/** Returns which rows of a file with one column beside the addresses are refused. */
function refusedRows(column: string, values: readonly string[]): number[] {
  const columns = consentColumns(['email', column], { email: 'email', [column]: null }, 'email');
  const rows = values.map((value, i) => [`p${i}@example.com`, value]);
  const first = rows.map((row) => columns.read(row));
  const settled = columns.settle();
  return rows.flatMap((row, i) => ((first[i] ?? settled?.(row)) ? i : []));
}

/** Returns the cases whose row is not treated as said. */
function wrongIn(cases: readonly [string, string][], refused: boolean): string[] {
  return cases
    .filter(([column, value]) => refusedRows(column, [value]).length !== (refused ? 1 : 0))
    .map((one) => one.join(' = '));
}

test('a row whose own columns say no gets no consent, in whatever words', async (t) => {
  t.deepEqual(wrongIn(NO, true), []);
  t.deepEqual(wrongIn(YES, false), []);
  const services = await testServices(t);
  const ctx = await testContext(services);
  for (const [column, no, yes] of [
    ['Receive offers', 'No', 'Yes'],
    ['メルマガ配信', '希望しない', '希望する'],
    ['Notes', 'please unsubscribe', 'tall'],
    ['Consent', 'nein', 'ja'],
  ]) {
    const { id } = await upload(
      services,
      ctx,
      `email,${column}\nno@${newId()}.example,${no}\nyes@${newId()}.example,${yes}\n`,
    );
    const report = await run(services, ctx, id, { dry_run: false });
    t.like(report.consents, { recorded: 1, refused: 1 }, column);
    t.like(report.notes[0], { row: 2, column, value: no, kind: 'consent' });
  }
});

test('a column of yes and no counts, whatever it is called, until the mapping says that it means something else', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const report = async (values: string[], mapping?: object) => {
    const text = `email,Qualm\n${values.map((value, i) => `p${i}@own.example,${value}`).join('\n')}\n`;
    const { id, guesses } = await upload(services, ctx, text);
    const { notes } = await run(services, ctx, id, { dry_run: true, mapping });
    return {
      guess: guesses.columns[1],
      rows: notes.filter(({ kind }) => kind === 'consent').map(({ row }) => row - 2),
    };
  };
  const found = await report(['Yes', 'No', '', 'no thanks', 'by post']);
  t.deepEqual(found.rows, [1, 3, 4]);
  t.like(found.guess, { target: 'field:qualm', refusals: true });
  t.regex(
    found.guess?.reason ?? '',
    /its values are yes and no, and its name does not say to what/,
  );
  for (const values of [
    ['true', 'false'],
    ['1', '0'],
    ['ja', 'nein'],
    ['نعم', 'لا'],
    ['はい', 'いいえ'],
    ['confirmed', 'not confirmed'],
    ['Y', 'N'],
    ['x', ''],
  ])
    t.deepEqual(refusedRows('Qualm', values), [1], values.join());
  // A question that was not answered, and a box that was not ticked.
  t.deepEqual(refusedRows('Fine with you?', ['Yes', 'No', '']), [1, 2]);
  t.deepEqual(refusedRows('Newsletter', ['yes', '', 'yes']), [1]);
  t.deepEqual(refusedRows('Consent', ['2026-01-01', '', 'yes']), [1]);
  // Known to be about something else; numbers; letters that are codes; the last says so itself.
  t.deepEqual(refusedRows('Tax exempt', ['yes', 'no']), []);
  t.deepEqual(refusedRows('Qualms', ['0', '1', '2', '0']), []);
  t.deepEqual(refusedRows('Grade', ['A', 'N', 'Y']), []);
  t.deepEqual((await report(['Yes', 'No'], { Qualm: 'unrelated:qualm' })).rows, []);
  t.deepEqual((await report(['blue', 'yes', ''], { Qualm: 'consent:qualm' })).rows, [0, 2]);
});

test('the preview names such columns, and a mapping may say that one means something else', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const made = await upload(services, ctx, 'email,Blocked,city\na@own.example,A,Rome\nb@own.example,,Rome\n');
  t.like(made.guesses.columns[1], { column: 'Blocked', target: 'field:blocked', refusals: true });
  t.regex(made.guesses.columns[1]?.reason ?? '', /these rows get no consent/);
  t.is(made.guesses.columns[2]?.refusals, undefined);
  const tried = await run(services, ctx, made.id, { dry_run: true });
  t.deepEqual(tried.consents, { recorded: 1, unproven: 0, unchanged: 0, refused: 1 });
  // That a column is left out does not say that it means something else.
  const without = await run(services, ctx, made.id, { dry_run: true, mapping: { Blocked: null } });
  t.deepEqual(without.consents, { recorded: 1, unproven: 0, unchanged: 0, refused: 1 });
  t.like(without.notes[0], { row: 2, column: 'Blocked', kind: 'consent', value: 'A' });
  const mapping = { Blocked: 'unrelated:block' };
  const real = await run(services, ctx, made.id, { dry_run: false, mapping });
  t.deepEqual(real.consents, { recorded: 2, unproven: 0, unchanged: 0, refused: 0 });
}); // prettier-ignore

test('a person whom one row calls unsubscribed gets no consent by another row, earlier or later', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const many = Array.from({ length: 1100 }, (_, i) => `m${i}@own.example,`).join('\n');
  const text = `email,status\nA@own.example,\n${many}\na@own.example,unsubscribed\n`;
  const { id } = await upload(services, ctx, text);
  const report = await run(services, ctx, id, { dry_run: false });
  t.deepEqual(report.consents, { recorded: 1100, unproven: 0, unchanged: 0, refused: 2 });
  t.regex(report.notes[0]?.message ?? '', /by row 1103 this person does not consent/);
});
