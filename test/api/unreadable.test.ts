import test from 'ava';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { twilioApi } from '../_support/twilio.ts';

/** What may happen to a stored value. */
const HARM = {
  'a bit fell over': (column: string) =>
    `set_byte(${column}, length(${column}) - 1, 255 - get_byte(${column}, length(${column}) - 1))`,
  // Bytes 1 and 2 are the version of its key.
  'its key is gone': (column: string) => `set_byte(set_byte(${column}, 1, 255), 2, 255)`,
};

for (const [what, harmed] of Object.entries(HARM))
  test(`${what}: what cannot be read is said with 409, never answered with 500`, async (t) => {
    const api = await twilioApi(t);
    const tenant = await api.tenant();
    const { services } = api;
    const email = 'damaged@example.com';
    const person = newContact.parse({ email, name: 'Dam Aged', fields: { size: 'L' } });
    const { id } = await createContact(services, tenant.context, person);
    await services.db.withTenant(tenant.context, (trx) =>
      trx('contacts')
        .where({ id })
        .update({
          email_enc: trx.raw(harmed('email_enc')),
          fields_enc: trx.raw(harmed('fields_enc')),
        }),
    );
    for (const [method, path, body] of [
      ['GET', `/contacts/${id}`],
      ['GET', '/contacts'],
      ['GET', '/contacts?q=damaged@example.com'],
      ['PATCH', `/contacts/${id}`, { name: 'New' }],
      ['POST', '/privacy/exports', { contact_id: id }],
    ] as const) {
      const answer = await tenant.call(method, path, body);
      t.true(answer.status === 409 || answer.status < 300, `${method} ${path}: ${answer.status}`);
      if (answer.status === 409) t.regex(answer.body.detail, /cannot be read/, path);
    }
  });
