import { Readable } from 'node:stream';
import test from 'ava';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { createContact } from '#domain/contacts/create.ts';
import { numberHash } from '#domain/addresses/known-numbers.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { advanceExport } from '#domain/privacy/export/advance.ts';
import { downloadExport } from '#domain/privacy/export/read.ts';
import { EXPORT_COLUMNS, exportSuppressions } from '#domain/suppressions/export.ts';
import { nameNumbers } from '#domain/verification/name-numbers.ts';
import { newId } from '#lib/ids.ts';
import { unzip } from '../_support/archive.ts';
import { grantConsent } from '../_support/consent.ts';
import { live } from '../_support/lived.ts';
import { testContext, testServices } from '../_support/services.ts';
import { someone, twilioApi } from '../_support/twilio.ts';
import { damage, HARM } from '../_support/unreadable.ts';

const TABLES = [
  'contacts', 'consents', 'messages', 'verifications', 'suppressions', 'legal_holds', 'consent_reviews',
  'inbound_messages', 'imports', 'import_errors', 'privacy_requests', 'person_keys',
]; // prettier-ignore

for (const [what, harmed] of Object.entries(HARM))
  test(`what is ${what} is marked where it is asked for alone, in the list of blocked addresses and in a copy`, async (t) => {
    const api = await twilioApi(t);
    const tenant = await api.tenant();
    const { services } = api;
    const ctx = tenant.context;
    const { id } = await live(services, ctx, 'damaged');
    const doubtful = someone();
    await grantConsent(services, ctx, doubtful);
    await api.say(doubtful.address, 'I don’t want these any more');
    const hold = { scope: 'contact', contact_id: id, reason: 'A claim' };
    const held = await tenant.call('POST', '/legal-holds', hold);
    const asked = await tenant.call('POST', '/privacy/requests', { contact_id: id, kind: 'export' }); // prettier-ignore
    t.is(asked.status, 202);
    const csv = Readable.from([Buffer.from('Email\nnobody\n')]);
    const file = await keepFile(services, ctx, newId(), csv);
    const made = await createImport(services, ctx, file, uploadOptions.parse({ start: false }));
    await tenant.call('POST', `/contacts/imports/${made.id}/start`, {});
    await runImport(services, ctx, made.id, () => undefined);
    t.is((await getImport(services, ctx, made.id)).errors.length, 1);
    const first = async (path: string) => (await tenant.call('GET', path)).body.data[0].id;
    const [consent, receipt, message, verification, blocked, review] = await Promise.all(
      ['/consents?channel=email', '/receipts?channel=email', '/messages', '/verifications', '/suppressions', '/reviews'].map(first), // prettier-ignore
    );
    await damage(ctx, TABLES, harmed);

    for (const path of [
      `/contacts/${id}`, `/contacts/${id}?reveal=true`, `/consents/${consent}`, `/receipts/${receipt}`,
      `/messages/${message}`, `/messages/${message}?reveal=true`, `/messages/${message}/why`,
      `/verifications/${verification}`, `/suppressions/${blocked}`, `/legal-holds/${held.body.id}`,
      `/reviews/${review}`, `/contacts/imports/${made.id}`, `/privacy/requests/${asked.body.id}`,
    ]) {
      const { status, body } = await tenant.call('GET', path);
      t.is(status, 200, path);
      t.true(body.unreadable, path);
    } // prettier-ignore
    const { errors } = (await tenant.call('GET', `/contacts/imports/${made.id}`)).body;
    t.like(errors[0], { unreadable: true, value: null });
    const shown = (await tenant.call('GET', `/receipts/${receipt}`)).body;
    t.is(shown.receipt, null);
    t.regex(shown.check.problems[0], /cannot be read/);
    t.is((await tenant.call('GET', `/consents/${consent}/receipt`)).status, 409);
    const why = (await tenant.call('GET', `/messages/${message}/why?reveal=true`)).body;
    t.like(why, { to: null, outcome: 'waiting' });
    t.is((await tenant.call('GET', `/consents/${consent}/history?reveal=true`)).status, 200);

    const whole = await live(services, ctx, 'whole');
    const blockedOnes: string[][] = [];
    for await (const rows of await exportSuppressions(services, ctx, true))
      blockedOnes.push(...rows);
    const marks = EXPORT_COLUMNS.indexOf('unreadable');
    t.is(blockedOnes.filter((row: string[]) => row[marks] === 'yes').length, 1);
    t.true(blockedOnes.some((row: string[]) => row.includes(whole.phone)));

    const { body: copy } = await tenant.call('POST', '/privacy/exports', { contact_id: id });
    t.is((await advanceExport(services, ctx, copy.id, { processors: [] })).status, 'ready');
    const read = await unzip(t, (await downloadExport(services, ctx, copy.id)).content);
    t.like(JSON.parse(await read('portable/profile.json'))[0], { id, unreadable: true });
    t.like(JSON.parse(await read('about-you/suppressions.json'))[0], { reason: 'admin', unreadable: true }); // prettier-ignore
    // A key of one person that is not there was destroyed with them.
    const [told] = JSON.parse(await read('portable/messages.json'));
    t.like(told, { id: message, text: null, unreadable: what === 'changed' });
    t.deepEqual(JSON.parse(await read('receipts/receipts.json')), []);
  });

test('a number that cannot be read keeps no other from its hash', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const make = (phone: string) => createContact(services, ctx, { phone, tags: [], fields: {} });
  await make(someone().address);
  await damage(ctx, ['contacts'], HARM.changed);
  const { address } = someone();
  await make(address);
  await services.db.withTenant(ctx, (trx) => trx('known_numbers').update({ number_hash: null }));
  t.is(await nameNumbers(services, ctx), 2);
  const hashes: { number_hash: Buffer }[] = await services.db.withTenant(ctx, (trx) =>
    trx('known_numbers').orderByRaw('length(number_hash)').select('number_hash'),
  );
  t.deepEqual(
    hashes.map(({ number_hash }) => number_hash.toString('hex')),
    ['', numberHash(services.keyring.shared, address).toString('hex')],
  );
});
