import test from 'ava';
import { testApi, type TestTenant } from '../_support/api.ts';

type Fault = { path: string; message: string };

const send = async (tenant: TestTenant, more: object): Promise<Fault[]> => {
  const { status, body } = await tenant.call('POST', '/messages/send_with_consent', {
    email: 'ann@example.com',
    channel: 'email',
    purpose: 'service',
    ...more,
  });
  return status === 422 ? body.errors : [];
};

test('a missing value is named where the request would give it', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const paths = async (more: object) => (await send(tenant, more)).map(({ path }) => path);
  const template = {
    subject: 'S',
    body: '{{ nope }} {{ variables.other }} {{ order }} {{ first_name }}',
  };
  t.deepEqual(await paths({ template }), ['variables.nope', 'variables.other', 'variables.order', 'contact.first_name']); // prettier-ignore
  const fallback = { channel: 'sms', phone: '+12015550123', template: { body: 'Hi {{ nope }}' } };
  const fine = { template: { subject: 'S', body: 'Hi' } };
  const [fault, ...others] = await send(tenant, { ...fine, fallback });
  t.deepEqual(others, []);
  t.is(fault?.path, 'variables.nope');
  t.regex(fault?.message ?? '', /in the fallback/);
  t.deepEqual(await paths({ ...fine, fallback, variables: { nope: 'there' } }), []);
});

test('a value in which something should be filled in is refused: it would go out as it is', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const template = { subject: 'S', body: '{{ v }} {% for i in list %}{{ i.text }}{% endfor %}' };
  const name = '{{ contact.first_name }}';
  const [fault] = await send(tenant, { template, variables: { v: `Hi ${name}`, list: [] } });
  t.is(fault?.path, 'variables.v');
  t.true(fault?.message.includes(name));
  const inList = { v: 'x', list: [{ text: '{% if a %}' }] };
  t.is((await send(tenant, { template, variables: inList }))[0]?.path, 'variables.list');
  const fallback = { channel: 'sms', phone: '+12015550123', template: { body: 'Hi {{ w }}' } };
  const variables = { v: 'x', list: [], w: name };
  t.is((await send(tenant, { template, fallback, variables }))[0]?.path, 'variables.w');
  t.deepEqual(await send(tenant, { template, variables: { v: 'a { b }', list: [], unused: name } }), []); // prettier-ignore

  const { body: made } = await tenant.call('POST', '/templates', {
    name: 'T', channel: 'email', category: 'transactional', subject: 'S', body: 'Hi {{ v }}',
  }); // prettier-ignore
  const { body: seen } = await tenant.call('POST', `/templates/${made.id}/preview`, {
    variables: { v: name },
  });
  t.is(seen.errors[0]?.path, 'variables.v');
});

test('a wrong body is the only fault of a mail that has a subject', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const mail = { channel: 'email', category: 'transactional', subject: 'S' };
  for (const body of [
    'Hi {{ name',
    '{% nope %}',
    '{{ contact.vorname }}',
    '{{ 1 | divided_by: 0 }}',
  ]) {
    const preview = await tenant.call('POST', '/templates/preview', { ...mail, body });
    const saved = await tenant.call('POST', '/templates', { ...mail, body, name: body });
    for (const { body: answer } of [preview, saved]) {
      const paths = answer.errors.map(({ path }: Fault) => path);
      t.deepEqual([...new Set(paths)], ['body'], body);
    }
  }
});
