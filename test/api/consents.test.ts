import test from 'ava';
import { prepareCode } from '#domain/verification/prepare-code.ts';
import { seedTemplates } from '#domain/templates/seed.ts';
import type { TestApi, TestTenant } from '../_support/api.ts';
import { testApi } from '../_support/api.ts';

const optIn = (tenant: TestTenant, more: object = {}) =>
  tenant.call('POST', '/consents/opt-in', {
    phone: '+12015550123',
    channel: 'sms',
    purpose: 'marketing',
    source: 'web_form',
    wording: 'Yes, text me news and offers.',
    evidence: { ip: '192.0.2.7', form_url: 'https://shop.example.com/join?email=x%40y.z' },
    ...more,
  });
const optOut = (tenant: TestTenant, more: object = {}) =>
  tenant.call('POST', '/consents/opt-out', {
    phone: '+12015550123',
    channel: 'sms',
    purpose: 'marketing',
    ...more,
  });

/** The person reads the message and types the code. */
async function confirm(api: TestApi, tenant: TestTenant, verificationId: string): Promise<string> {
  const step = await prepareCode(api.services, tenant.context, verificationId);
  if (!step.due) throw new Error('no code was due');
  const code = /\b\d{6,8}\b/.exec(step.message.text)?.[0] ?? '';
  await tenant.call('POST', `/verifications/${verificationId}/check`, { code });
  return step.message.text;
}

test('opt-in waits for the code, which grants with evidence; opt-out ends it; both are history', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await api.services.db.withTenant(tenant.context, (trx) =>
    seedTemplates(trx, tenant.context.tenantId),
  );
  const asked = await optIn(tenant);
  t.like(asked, { status: 202, body: { status: 'pending' } });
  const text = await confirm(api, tenant, asked.body.verification_id);
  t.regex(text, /News and offers|Test organisation/);

  const granted = await tenant.call('GET', `/consents?contact_id=${asked.body.contact_id}`);
  t.like(granted.body.data[0], { state: 'granted', purpose: 'marketing', address: '+1•••••123' });
  t.truthy(granted.body.data[0].expires_at);

  const out = await optOut(tenant);
  t.like(out, { status: 202, body: { status: 'withdrawn' } });

  const history = await tenant.call('GET', `/consents/${asked.body.id}/history?reveal=true`);
  t.deepEqual(
    history.body.data.map((e: { action: string }) => e.action),
    ['request', 'grant', 'withdraw'],
  );
  const [request, grant] = history.body.data;
  t.is(request.wording, 'Yes, text me news and offers.');
  t.is(request.evidence.ip, '192.0.2.7');
  t.is(request.form_url, 'https://shop.example.com/join');
  t.is(grant.verification_id, asked.body.verification_id);
  t.is(grant.actor.type, 'person');
});

test('after a withdrawal only the person can come back', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await optOut(tenant);
  t.is((await optIn(tenant, { source: 'api' })).status, 409);
  t.is((await optIn(tenant, { source: 'paper' })).status, 409);
  const back = await optIn(tenant, { source: 'web_form' });
  t.is(back.status, 202);
  await confirm(api, tenant, back.body.verification_id);
  const now = await tenant.call('GET', `/consents/${back.body.id}`);
  t.is(now.body.state, 'granted');
});

test('a withdrawal needs no contact, no earlier consent, and covers every purpose unless one is named', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const out = await optOut(tenant, { purpose: undefined });
  t.is(out.status, 202);
  t.deepEqual(
    out.body.consents.map((c: { status: string }) => c.status),
    ['withdrawn', 'withdrawn'],
  );
  const contacts = await api.services.db.withTenant(tenant.context, (trx) => trx('contacts'));
  t.is(contacts.length, 0);
});

test('as_of answers with what was known then', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const asked = await optIn(tenant);
  await confirm(api, tenant, asked.body.verification_id);
  const then = new Date().toISOString();
  await new Promise((done) => setTimeout(done, 20));
  await optOut(tenant);
  const at = await tenant.call('GET', `/consents?as_of=${then}`);
  t.is(at.body.data[0].state, 'granted');
  const known = await tenant.call('GET', `/consents?known_at=${then}`);
  t.is(known.body.data[0].state, 'granted');
  const now = await tenant.call('GET', '/consents');
  t.is(now.body.data[0].state, 'withdrawn');
});

test('someone who granted stays granted and gets no second code', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const asked = await optIn(tenant);
  await confirm(api, tenant, asked.body.verification_id);
  const again = await optIn(tenant);
  t.like(again, { status: 202, body: { status: 'granted', verification_id: null } });
});

test('revealing needs the right and leaves an audit line', async (t) => {
  const api = await testApi(t);
  const plain = await api.tenant(['consents:read']);
  t.is((await plain.call('GET', '/consents?reveal=true')).status, 403);
  const tenant = await api.tenant();
  await optIn(tenant);
  const seen = await tenant.call('GET', '/consents?reveal=true');
  t.is(seen.body.data[0].address, '+12015550123');
  const lines = await api.services.db.withTenant(tenant.context, (trx) =>
    trx('audit_log').where({ action: 'consent.revealed' }),
  );
  t.is(lines.length, 1);
});

test('bad input names its field and changes nothing', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const cases: [object, string][] = [
    [{ phone: 'nonsense' }, 'phone'],
    [{ purpose: 'nothing' }, 'purpose'],
    [{ email: 'a@example.com' }, 'contact_id'],
    [{ wording: '' }, 'wording'],
    [{ evidence: { captured_at: '2999-01-01T00:00:00Z' } }, 'evidence.captured_at'],
    [{ colour: 'red' }, 'colour'],
  ];
  for (const [more, path] of cases) {
    const answer = await optIn(tenant, more);
    t.is(answer.status, 422, JSON.stringify(more));
    t.is(answer.body.errors[0].path, path);
  }
  const rows = await api.services.db.withTenant(tenant.context, (trx) => trx('consents'));
  t.is(rows.length, 0);
});

test('the same Idempotency-Key gives the same opt-in', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const body = {
    phone: '+12015550123',
    channel: 'sms',
    purpose: 'marketing',
    source: 'web_form',
    wording: 'Yes',
  };
  const headers = { 'idempotency-key': 'opt-in-1' };
  const first = await tenant.call('POST', '/consents/opt-in', body, headers);
  const second = await tenant.call('POST', '/consents/opt-in', body, headers);
  t.deepEqual(second.body, first.body);
  t.is(second.headers.get('idempotent-replayed'), 'true');
  const other = await tenant.call('POST', '/consents/opt-in', { ...body, wording: 'No' }, headers);
  t.is(other.status, 422);
});
