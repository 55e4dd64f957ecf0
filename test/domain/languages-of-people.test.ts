import test from 'ava';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { optInRequest } from '#domain/consent/contract.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { listContacts } from '#domain/contacts/read.ts';
import { organizationPatch } from '#domain/identity/contract.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../_support/services.ts';

const READ: [string, string][] = [
  ['DE', 'de'], ['AR', 'ar'], ['EN-us', 'en-US'], ['en_US', 'en-US'], ['pt_BR.UTF-8', 'pt-BR'], ['de-at', 'de-AT'], ['zh_hans_cn', 'zh-Hans-CN'], ['eng', 'en'], ['ger', 'de'], ['iw', 'he'],
  ['Deutsch', 'de'], ['English', 'en'], ['German (Germany)', 'de-DE'], ['Deutsch - Österreich', 'de-AT'], ['Português (Brasil)', 'pt-BR'], ['alemán', 'de'], ['francais', 'fr'], ['日本語', 'ja'],
  ['العربية', 'ar'], ['немецкий', 'de'], ['हिन्दी', 'hi'], ['Brazilian Portuguese', 'pt-BR'], ['Chinese (Simplified)', 'zh-Hans'],
]; // prettier-ignore
const NONE = ['nope', 'JP', 'German/English', '1', 'en--us', 'deutsch '.repeat(20)];

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

test('languages of a file are read in any spelling, and stored by their canonical tag', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const rows = [...READ.map(([written]) => written), ...NONE].map((one, i) => `p${i}@z.example,${one}`);
  const file = await keepFile(services, ctx, newId(), bytes(`email,language\n${rows.join('\n')}\n`));
  const { id } = await createImport(services, ctx, file, uploadOptions.parse({}));
  await runImport(services, ctx, id, () => undefined);
  const report = await getImport(services, ctx, id);
  t.deepEqual(report.notes.map(({ row }) => row - 2 - READ.length), [...NONE.keys()]);
  const { data } = await listContacts(services, ctx, { limit: 100, reveal: true });
  const stored = new Map(data.map(({ email, locale }) => [email, locale]));
  t.deepEqual(READ.map(([written], i) => [written, stored.get(`p${i}@z.example`)]), READ);
}); // prettier-ignore

test('requests take a language in any spelling', (t) => {
  t.is(newContact.parse({ email: 'a@z.example', locale: 'pt_BR' }).locale, 'pt-BR');
  t.is(organizationPatch.parse({ locale: 'German (Austria)' }).locale, 'de-AT');
  t.is(organizationPatch.safeParse({ locale: 'de-1996' }).success, false);
  const optIn = { channel: 'email', email: 'a@z.example', purpose: 'p', source: 'web_form', wording: 'Yes' }; // prettier-ignore
  const read = optInRequest.safeParse({ ...optIn, language: 'DE' });
  t.is(read.success ? read.data.language : read.error.message, 'de');
  t.is(newContact.safeParse({ email: 'a@z.example', locale: 'nope' }).success, false);
});
