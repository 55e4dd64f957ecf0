import test from 'ava';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { twilioApi } from '../_support/twilio.ts';

test('what cannot be read is said with 409, never answered with 500', async (t) => {
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
        email_enc: trx.raw('set_byte(email_enc, length(email_enc) - 1, 255 - get_byte(email_enc, length(email_enc) - 1))'), // prettier-ignore
        fields_enc: trx.raw('set_byte(fields_enc, length(fields_enc) - 1, 255 - get_byte(fields_enc, length(fields_enc) - 1))'), // prettier-ignore
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
