import test from 'ava';
import { testApi } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';

const ENDLESS = '{% for i in (1..1000000) %}x{% endfor %}';
const MAIL = { name: 'M', channel: 'email', category: 'promotional', subject: 'S', body: 'x' };

/** A campaign with a value of so many nested lists. */
const draft = (lists: number) => ({
  name: 'C',
  channel: 'sms',
  purpose: 'marketing',
  variables: { a: JSON.parse(`${'['.repeat(lists)}${']'.repeat(lists)}`) },
});

test('a text that costs too much is refused when it is saved, and named in a preview', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  for (const [field, path] of [
    [{ body: ENDLESS }, 'body'],
    [{ subject: ENDLESS }, 'subject'],
    [{ texts: { ar: { subject: 'S', body: ENDLESS } } }, 'texts.ar.body'],
  ] as const) {
    const saved = await call('POST', '/templates', { ...MAIL, ...field });
    t.is(saved.status, 422);
    t.is(saved.body.errors[0].path, path);
    t.regex(saved.body.errors[0].message, /too much work/);
  }
  const { name: _, ...text } = MAIL;
  const seen = await call('POST', '/templates/preview', { ...text, body: ENDLESS });
  t.is(seen.status, 200);
  t.is(seen.body.errors[0].path, 'body');
});

test('a text that takes too long to read is refused wherever a client writes one, by its counts', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { name: _, ...text } = MAIL;
  const faults = async (body: string) => {
    const to = { email: 'ann@example.com', channel: 'email', purpose: 'service' };
    const [saved, language, seen, sent] = [
      await call('POST', '/templates', { ...MAIL, body }),
      await call('POST', '/templates', { ...MAIL, texts: { ar: { subject: 'S', body } } }),
      await call('POST', '/templates/preview', { ...text, body }),
      await call('POST', '/messages/send_with_consent', { ...to, template: { subject: 'S', body } }), // prettier-ignore
    ];
    const paths = [];
    for (const { path, message } of [saved, language, seen, sent].flatMap(({ body }) => body.errors ?? [])) {
      if (/is too much to read: [\d,]+ values/.test(message)) paths.push(path);
    } // prettier-ignore
    return paths;
  };
  const everywhere = ['body', 'texts.ar.body', 'body', 'template.body'];
  for (const body of [
    '{{v}}'.repeat(2000),
    '{% if a %}b{% endif %}'.repeat(500),
    '<p>x</p>'.repeat(8000),
    'word\n\n'.repeat(12_000),
  ])
    t.deepEqual(await faults(body), everywhere, body.slice(0, 20));
  // What marketing mails are made of, in their largest sizes.
  const row =
    '<tr><td style="padding:0 20px;font-family:Arial,sans-serif" align="left">Words</td></tr>';
  const large = `<table>${row.repeat(1000)}</table>${'<p>{{ v | default: "x" }}</p>'.repeat(100)}`;
  for (const body of [large, 'Plain words '.repeat(10_000)]) t.deepEqual(await faults(body), []);
});

test('values that cost too much are named in previews, tests, messages and campaigns', async (t) => {
  const api = await testApi(t);
  const { call, context } = await api.tenant();
  const address = 'amina@example.com';
  await grantConsent(api.services, context, { channel: 'email', address, purpose: 'marketing' });
  const body = '{% for i in (1..variables.n) %}x{% endfor %}';
  const { id } = (await call('POST', '/templates', { ...MAIL, body })).body;
  const variables = { n: 1_000_000 };
  const seen = await call('POST', `/templates/${id}/preview`, { variables });
  t.regex(seen.body.errors[0].message, /too much work/);
  const tried = await call('POST', `/templates/${id}/test-send`, { to: address, variables });
  t.like(tried, { status: 422, body: { errors: [{ path: 'body' }] } });
  const send = (more: object) =>
    call('POST', '/messages/send_with_consent', { email: address, channel: 'email', purpose: 'marketing', variables, ...more }); // prettier-ignore
  t.like(await send({ template_id: id }), { status: 422, body: { errors: [{ path: 'template_id' }] } }); // prettier-ignore
  t.like(await send({ template: { subject: 'S', body } }), { status: 422, body: { errors: [{ path: 'template.body' }] } }); // prettier-ignore
  const draft = await call('POST', '/campaigns', {
    name: 'C',
    channel: 'email',
    purpose: 'marketing',
    template_id: id,
    variables,
    audience: { everyone: true },
  });
  const checks = await call('GET', `/campaigns/${draft.body.id}/checks`);
  t.like(checks.body, { ready: false, errors: [{ path: 'variables' }] });
  t.is((await call('POST', `/campaigns/${draft.body.id}/schedule`, {})).status, 422);
  await call('PATCH', `/campaigns/${draft.body.id}`, { variables: { n: 3 } });
  t.is((await call('GET', `/campaigns/${draft.body.id}/checks`)).body.ready, true);
});

test('names that every object inherits, and values without an end, are answered like any others', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  for (const name of ['constructor', '__proto__', 'toString']) {
    const text = { channel: 'sms', category: 'transactional', body: `Hi {{ ${name} }}` };
    const seen = await call('POST', '/templates/preview', text);
    t.like(seen, { status: 200, body: { missing: [name], errors: [] } });
    t.is((await call('POST', '/templates', { name, ...text })).status, 201);
  }
  t.is((await call('POST', '/campaigns', draft(10))).status, 201);
  const deep = await call('POST', '/campaigns', draft(30));
  t.like(deep, { status: 422, body: { errors: [{ path: 'variables' }] } });
  t.true((await call('POST', '/campaigns', draft(1_000))).status < 500);
});

/** Milliseconds this process worked while it was asked. */
async function worked<T>(ask: () => Promise<T>): Promise<{ answer: T; ms: number }> {
  const before = process.threadCpuUsage();
  const answer = await ask();
  const { user, system } = process.threadCpuUsage(before);
  return { answer, ms: (user + system) / 1_000 };
}

test('a preview of what is far too long says so once and does not count it: it kept everybody waiting for minutes', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const text = { channel: 'sms', category: 'transactional' };
  for (const more of [
    { body: '{{name}}'.repeat(20_000) },
    { body: 'x'.repeat(160_000) },
    { body: '{{a}}', variables: { a: 'ж'.repeat(30_000) } },
    { body: '{{a}}'.repeat(300), variables: { a: 'e\u0301\u0323'.repeat(500) } },
  ]) {
    const { answer, ms } = await worked(() =>
      call('POST', '/templates/preview', { ...text, ...more }),
    );
    t.like(answer, { status: 200, body: { segments: null, price: null } });
    t.is(answer.body.errors.length, 1);
    t.regex(answer.body.errors[0].message, /becomes too long|is too much to read/);
    t.true(ms < 6_000, `${ms} ms`);
  }
  const over = await call('POST', '/templates/preview', { ...text, body: 'x'.repeat(1_700) });
  t.like(over.body, { segments: { segments: 12 } });
  t.is(over.body.errors.length, 1);
});

test('a message that shows nothing of its own is named in a preview and on a checklist, and refused by a send', async (t) => {
  const api = await testApi(t);
  const { call, context } = await api.tenant();
  const address = 'amina@example.com';
  await grantConsent(api.services, context, { channel: 'email', address, purpose: 'marketing' });
  const body = '{{ m }}';
  const { id } = (await call('POST', '/templates', { ...MAIL, body })).body;
  const preview = (variables: object) => call('POST', `/templates/${id}/preview`, { variables });
  t.like(await preview({ m: ' ' }), { status: 200, body: { errors: [{ path: 'body', message: 'has nothing that can be seen once it is filled in' }] } }); // prettier-ignore
  t.deepEqual((await preview({ m: 'x' })).body.errors, []);
  t.like((await preview({})).body, { errors: [], missing: ['m'] });
  const sent = await call('POST', '/messages/send_with_consent', {
    email: address,
    channel: 'email',
    purpose: 'marketing',
    template_id: id,
    variables: { m: null },
  });
  t.is(sent.status, 422);
  const draft = await call('POST', '/campaigns', {
    name: 'C',
    channel: 'email',
    purpose: 'marketing',
    template_id: id,
    variables: { m: ' ' },
    audience: { everyone: true },
  });
  const checks = await call('GET', `/campaigns/${draft.body.id}/checks`);
  t.like(checks.body, { ready: false, errors: [{ path: 'variables' }] });
  await call('PATCH', `/campaigns/${draft.body.id}`, { variables: { m: 'x' } });
  t.is((await call('GET', `/campaigns/${draft.body.id}/checks`)).body.ready, true);
});
