import { Readable } from 'node:stream';
import test from 'ava';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { newId } from '#lib/ids.ts';
import { grantConsent } from '../_support/consent.ts';
import { live } from '../_support/lived.ts';
import { damage, HARM } from '../_support/unreadable.ts';
import { someone, twilioApi } from '../_support/twilio.ts';

/** The lists whose rows contain encrypted values, and the tables of these values. */
const LISTS: [path: string, table: string][] = [
  ['/contacts', 'contacts'],
  ['/contacts?reveal=true', 'contacts'],
  ['/consents', 'consents'],
  ['/consents?reveal=true', 'consents'],
  ['/consents/events', 'consents'],
  ['/receipts', 'consents'],
  ['/messages', 'messages'],
  ['/verifications', 'verifications'],
  ['/suppressions', 'suppressions'],
  ['/legal-holds', 'legal_holds'],
  ['/reviews', 'consent_reviews'],
  ['/contacts/imports', 'imports'],
];

for (const [what, harmed] of Object.entries(HARM))
  test(`a row ${what} is marked in its list, and hides no other`, async (t) => {
    const api = await twilioApi(t);
    const tenant = await api.tenant();
    const { services } = api;
    const { id } = await live(services, tenant.context, 'damaged');
    const doubtful = someone();
    await grantConsent(services, tenant.context, doubtful);
    await api.say(doubtful.address, 'I don’t want these any more');
    const hold = (contact_id: string) =>
      tenant.call('POST', '/legal-holds', { scope: 'contact', contact_id, reason: 'A claim' });
    const upload = async () => {
      const csv = Readable.from([Buffer.from('Email\na@example.com\n')]);
      const file = await keepFile(services, tenant.context, newId(), csv);
      return createImport(services, tenant.context, file, uploadOptions.parse({ start: false }));
    };
    t.is((await hold(id)).status, 201);
    await upload();
    const tables = [...new Set(LISTS.map(([, table]) => table))];
    await damage(tenant.context, tables, harmed);
    // Those that come afterwards are whole.
    const whole = await live(services, tenant.context, 'whole');
    const other = someone();
    await grantConsent(services, tenant.context, other);
    await api.say(other.address, 'I don’t want these any more');
    await hold(whole.id);
    await upload();
    for (const [path] of LISTS) {
      const { status, body } = await tenant.call('GET', path);
      t.is(status, 200, path);
      const marked = body.data.filter((row: { unreadable?: true }) => row.unreadable);
      t.true(marked.length > 0 && marked.length < body.data.length, `${path}: ${marked.length} of ${body.data.length}`); // prettier-ignore
      for (const row of marked)
        if ('address_absent' in row && path !== '/messages')
          t.is(row.address_absent, 'unreadable', path);
      for (const row of body.data)
        if (!row.unreadable && 'address_absent' in row) t.is(row.address_absent, null, path);
    }
    const one = (await tenant.call('GET', '/contacts')).body.data.find((row: { id: string }) => row.id === id); // prettier-ignore
    t.like(one, { unreadable: true, email: null, phone: null, name: null, fields: {} });
    t.is((await tenant.call('GET', '/audit')).status, 200);
    t.is((await tenant.call('GET', `/consents?contact_id=${whole.id}`)).body.data[0].unreadable, undefined); // prettier-ignore
  });
