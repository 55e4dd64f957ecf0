import test, { type ExecutionContext } from 'ava';
import { describeConfirm } from '#domain/address-proof/confirm-link.ts';
import { testApi } from '../_support/api.ts';
import { delivered } from '../_support/visitor.ts';

/* What a receipt calls “the exact wording agreed to” was in front of the person before they said yes. */

async function setUp(t: ExecutionContext) {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const asked = async (to: { email: string } | { phone: string }) => {
    const sent = await tenant.call('POST', '/messages/send_with_consent', {
      ...to,
      channel: 'email' in to ? 'email' : 'sms',
      purpose: 'marketing',
      variables: { message: 'News.' },
      if_no_consent: 'request',
    });
    t.is(sent.status, 202, JSON.stringify(sent.body));
    const { id } = await api.services.db.withTenant(tenant.context, (trx) =>
      trx('verifications').orderBy('created_at', 'desc').first('id'),
    );
    return { verification: String(id), ...(await delivered(api.services, tenant.context, id)) };
  };
  const recorded = async (): Promise<string[]> => {
    const { body } = await tenant.call('GET', '/consents');
    const history = await tenant.call('GET', `/consents/${body.data[0].id}/history`);
    return history.body.data.map((one: { wording: string }) => one.wording);
  };
  return { api, tenant, asked, recorded };
}

const flat = (text: string): string => text.replace(/\s+/g, ' ');

test('a mail that asks, and its page, show the words that are recorded; nobody is said to have asked', async (t) => {
  const { api, tenant, asked, recorded } = await setUp(t);
  const mail = await asked({ email: 'q@example.com' });
  const [wording = ''] = await recorded();
  t.true(flat(mail.text).includes(wording), mail.text);
  t.false(/you asked/i.test(mail.text));
  const token = /\/c\/([\w-]+)/.exec(mail.text)?.[1] ?? '';
  const page = await describeConfirm(api.services, token, () => 'en');
  t.deepEqual(page?.wordings, [{ text: wording, language: 'en' }]);
  const { verification, code } = mail;
  await tenant.call('POST', `/verifications/${verification}/check`, { code });
  t.deepEqual(await recorded(), [wording, wording]);
});

test('so does a mail of the organization’s own that says nothing of it, as a page of its own too', async (t) => {
  const { tenant, asked, recorded } = await setUp(t);
  for (const [i, body] of [
    '<p>Hi: <a href="{{ confirm_url }}">yes</a> {{ code }}</p>',
    '<html><body><p>Hi: <a href="{{ confirm_url }}">yes</a> {{ code }}</p></body></html>',
    '<p>{% if contact.name %}{{ wording }}{% endif %}<a href="{{ confirm_url }}">yes</a> {{ code }}</p>',
  ].entries()) {
    const made = await tenant.call('POST', '/templates', {
      name: `Ours ${i}`,
      channel: 'email',
      category: 'invite',
      subject: 'Well?',
      body,
      is_default: true,
    });
    t.is(made.status, 201, JSON.stringify(made.body));
    const mail = await asked({ email: `own${i}@example.com` });
    const [wording = ''] = await recorded();
    t.true(flat(mail.text).includes(wording), mail.text);
  }
});

test('a text that asks is recorded as it is read, without code and name', async (t) => {
  const { tenant, asked, recorded } = await setUp(t);
  await tenant.call('PATCH', '/verification-settings', { countries: ['AT'] });
  const text = await asked({ phone: '+436641234567' });
  t.deepEqual(await recorded(), [text.text.replace(text.code, '••••••')]);
  await tenant.call('POST', '/contacts', { phone: '+436641234568', name: 'Amina Khalil' });
  await tenant.call('POST', '/templates', {
    name: 'Ours',
    channel: 'sms',
    category: 'invite',
    body: 'Hi {{ contact.first_name | default: "there" }}, {{ purpose.name }}? {{ code }}',
    is_default: true,
  });
  const own = await asked({ phone: '+436641234568' });
  t.true(own.text.startsWith('Hi Amina'));
  t.deepEqual(await recorded(), [own.text.replace('Amina', 'there').replace(own.code, '••••••')]); // prettier-ignore
});

test('several purposes are each asked in their own words, in the language in which they were given', async (t) => {
  const { api, tenant } = await setUp(t);
  await tenant.call('POST', '/purposes', {
    key: 'events',
    category: 'marketing',
    name: 'Events',
    description: 'Events',
  });
  const { body } = await tenant.call('POST', '/consents/opt-in', {
    email: 'two@example.com',
    channel: 'email',
    purposes: [
      { purpose: 'marketing', wording: 'Ja, Neuigkeiten bitte.' },
      { purpose: 'events', wording: 'Ja, auch Termine.' },
    ],
    source: 'paper',
    language: 'de',
  });
  const mail = await delivered(api.services, tenant.context, body.verification_id);
  t.regex(
    flat(mail.text),
    /Ja, Neuigkeiten bitte\. > Ja, auch Termine\.|Ja, Neuigkeiten bitte\..*Ja, auch Termine\./,
  );
  const token = /\/c\/([\w-]+)/.exec(mail.text)?.[1] ?? '';
  const page = await describeConfirm(api.services, token, () => 'en');
  t.deepEqual(
    page?.wordings.map((one) => [one.text, one.language]),
    [
      ['Ja, Neuigkeiten bitte.', 'de'],
      ['Ja, auch Termine.', 'de'],
    ],
  );
});
