import test from 'ava';
import { concludeOptIn } from '#domain/opt-in/conclude-opt-in.ts';
import { prepareCode } from '#domain/verification/prepare-code.ts';
import { testApi, type TestApi, type TestTenant } from '../_support/api.ts';

const PERSON = { email: 'several@example.com', channel: 'email' };
const WORDS = { marketing: 'News, please.', service: 'Service messages, please.' };

const ask = (tenant: TestTenant, more: object = {}) =>
  tenant.call('POST', '/consents/opt-in', {
    ...PERSON,
    source: 'web_form',
    purposes: Object.entries(WORDS).map(([purpose, wording]) => ({ purpose, wording })),
    ...more,
  });

async function confirm(api: TestApi, tenant: TestTenant, id: string): Promise<string> {
  const step = await prepareCode(api.services, tenant.context, id);
  if (!step.due) throw new Error('no code was due');
  const code = /\b\d{8}\b/.exec(step.message.text)?.[0] ?? '';
  await tenant.call('POST', `/verifications/${id}/check`, { code });
  return step.message.text;
}

const states = async (tenant: TestTenant): Promise<Record<string, string>> => {
  const { body } = await tenant.call('GET', '/consents');
  return Object.fromEntries(
    body.data.map((c: { purpose: string; state: string }) => [c.purpose, c.state]),
  );
};

test('one code confirms several purposes, each with its own words', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const asked = await ask(tenant);
  t.like(asked, { status: 202, body: { status: 'pending' } });
  t.is(asked.body.consents.length, 2);
  const text = await confirm(api, tenant, asked.body.verification_id);
  t.regex(text, /News and offers and Service messages/);
  t.deepEqual(await states(tenant), { marketing: 'granted', service: 'granted' });
  for (const { id, purpose } of asked.body.consents) {
    const history = await tenant.call('GET', `/consents/${id}/history`);
    t.deepEqual(
      history.body.data.map((e: { wording: string }) => e.wording),
      [WORDS[purpose as keyof typeof WORDS], WORDS[purpose as keyof typeof WORDS]],
    );
  }
});

test('what was granted before stays, and the code proves only the rest', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const first = await ask(tenant, { purposes: [{ purpose: 'service', wording: 'Yes.' }] });
  await confirm(api, tenant, first.body.verification_id);
  const asked = await ask(tenant);
  t.deepEqual(
    asked.body.consents.map((c: { status: string }) => c.status),
    ['pending', 'granted'],
  );
  t.notRegex(await confirm(api, tenant, asked.body.verification_id), /Service messages/);
  t.deepEqual(await states(tenant), { marketing: 'granted', service: 'granted' });
});

test('asked together, they lapse together', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const asked = await ask(tenant);
  const requestId = asked.body.workflow_id.split(':').at(-1);
  // A day passes, so the requests have lapsed.
  const waiting = await concludeOptIn(api.services, tenant.context, requestId);
  t.is(waiting.state, 'pending');
  t.true(waiting.waitMs > 23 * 3_600_000);
});

test('one that may not be asked for stops them all, and nothing is half-written', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await tenant.call('POST', '/consents/opt-out', { ...PERSON, purpose: 'marketing' });
  t.is((await ask(tenant, { source: 'api' })).status, 409);
  t.deepEqual(await states(tenant), { marketing: 'withdrawn' });
});

test('named twice, unknown, or beside a single purpose is an error of its field', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const yes = { purpose: 'marketing', wording: 'Yes.' };
  const cases: [object, string][] = [
    [{ purposes: [yes, yes] }, 'purposes.1.purpose'],
    [{ purposes: [yes, { purpose: 'nothing', wording: 'Yes.' }] }, 'purposes.1.purpose'],
    [{ purpose: 'marketing' }, 'purpose'],
    [{ purposes: [] }, 'purposes'],
    [{ purposes: undefined }, 'purpose'],
  ];
  for (const [more, path] of cases) {
    const answer = await ask(tenant, more);
    t.is(answer.status, 422, JSON.stringify(more));
    t.is(answer.body.errors[0].path, path);
  }
  t.deepEqual(await states(tenant), {});
});
