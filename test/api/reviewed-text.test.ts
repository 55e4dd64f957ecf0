import test, { type ExecutionContext } from 'ava';
import { grantConsent } from '../_support/consent.ts';
import { testApi } from '../_support/api.ts';

/* Who approves a campaign approves the text that they have read. */

const stop = '<a href="{{ unsubscribe_url }}">Stop</a>';

async function setUp(t: ExecutionContext) {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await tenant.call('POST', '/contacts', { email: 'ann@example.com', tags: ['all'] });
  await grantConsent(api.services, tenant.context, { channel: 'email', address: 'ann@example.com', purpose: 'marketing' }); // prettier-ignore
  const made = await tenant.call('POST', '/templates', {
    name: 'Ours',
    channel: 'email',
    category: 'promotional',
    subject: 'Read',
    body: `<p>Read. ${stop}</p>`,
  });
  const template = made.body;
  const draft = async () => {
    const { body, headers } = await tenant.call('POST', '/campaigns', {
      name: 'News',
      channel: 'email',
      purpose: 'marketing',
      template_id: template.id,
      audience: { tags: ['all'] },
    });
    return {
      path: `/campaigns/${body.id}`,
      etag: headers.get('etag') ?? '',
      version: body.version,
    };
  };
  const rewrite = async (body = `<p>Changed. ${stop}</p>`) =>
    t.is((await tenant.call('PATCH', `/templates/${template.id}`, { body })).status, 200);
  const statusOf = async (path: string) => (await tenant.call('GET', path)).body.status;
  return { tenant, template, draft, rewrite, statusOf };
}

test('If-Match of a draft does not hold for a text that was changed since', async (t) => {
  const { tenant, template, draft, rewrite, statusOf } = await setUp(t);
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const { path, etag } = await draft();
  await rewrite();
  for (const when of ['now', at]) {
    const tried = await tenant.call('POST', `${path}/schedule`, { at: when }, { 'if-match': etag });
    t.is(tried.status, 412, JSON.stringify(tried.body));
    t.regex(tried.body.detail, /text/);
  }
  t.is(await statusOf(path), 'draft');
  // A restored version is another one too, and so is one more language.
  for (const change of [
    () => tenant.call('POST', `/templates/${template.id}/restore`, { version: 1 }),
    () => tenant.call('PATCH', `/templates/${template.id}`, { texts: { de: { subject: 'Neu', body: `<p>Neu. ${stop}</p>` } } }), // prettier-ignore
  ]) {
    const { headers } = await tenant.call('GET', path);
    const { status } = await change();
    t.is(status, 200);
    const seen = { 'if-match': headers.get('etag') ?? '' };
    t.is((await tenant.call('POST', `${path}/schedule`, { at }, seen)).status, 412);
  }
  const { headers } = await tenant.call('GET', path);
  const seen = { 'if-match': headers.get('etag') ?? '' };
  t.is((await tenant.call('POST', `${path}/schedule`, { at }, seen)).status, 202);
  // What was approved stays as it is, and with it the version of the campaign.
  const before = (await tenant.call('GET', path)).body.version;
  await rewrite(`<p>Later. ${stop}</p>`);
  t.is((await tenant.call('GET', path)).body.version, before);
});

test('the reviewed version of the template may be named: another one is refused with it', async (t) => {
  const { tenant, template, draft, rewrite, statusOf } = await setUp(t);
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const { path } = await draft();
  await rewrite();
  const reviewed = { template_version: template.version };
  const tried = await tenant.call('POST', `${path}/schedule`, { at, ...reviewed });
  t.like(tried, { status: 409, body: { reason: 'text_changed', errors: [{ path: 'template_version' }] } }); // prettier-ignore
  t.is(await statusOf(path), 'draft');
  const now = { template_version: template.version + 1 };
  t.is((await tenant.call('POST', `${path}/schedule`, { at, ...now })).status, 202);
  // Moved later, it still is the approved text.
  await rewrite(`<p>Later. ${stop}</p>`);
  t.is((await tenant.call('POST', `${path}/schedule`, { at, ...now })).status, 202);
  t.is((await tenant.call('POST', `${path}/schedule`, { at, template_version: 3 })).status, 409);
});
