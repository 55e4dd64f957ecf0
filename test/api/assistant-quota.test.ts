import test from 'ava';
import { reserve } from '#domain/assistant/ledger/reserve.ts';
import { settleCall, type Used } from '#domain/assistant/ledger/settle.ts';
import { putProvider } from '#domain/assistant/quota/provider.ts';
import { newId } from '#lib/ids.ts';
import { testApi } from '../_support/api.ts';
import { requestedCall } from '../_support/assistant.ts';
import { mustPut } from '../_support/must-put.ts';

const none = { tokens: null, cost: null };
const quota = {
  soft: { tokens: 800, cost: '4.00' },
  hard: { tokens: 1_000, cost: '5.00' },
  per_user: none,
  per_conversation: { tokens: 300, cost: null },
  max_answer_tokens: 200,
};

test('limits have defaults, are replaced as a whole, and not over the head of somebody else', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { body: before } = await call('GET', '/assistant/quota');
  t.like(before, { hard: { tokens: 5_000_000, cost: '20.00' }, used: { tokens: 0, cost: '0.00' }, reserved: { tokens: 0 } }); // prettier-ignore
  const etag = { 'if-match': `"${before.version}"` };
  const put = await call('PUT', '/assistant/quota', quota, etag);
  t.is(put.status, 200);
  t.like(put.body, quota);
  t.deepEqual((await call('GET', '/assistant/quota')).body, put.body);
  t.is((await call('PUT', '/assistant/quota', quota, etag)).status, 412);
});

test('what makes no sense is refused, naming the field', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const provider = { kind: 'openai', base_url: 'https://models.example/v1', model: 'm', key: 'k' };
  const cases: [string, string, unknown, string][] = [
    ['PUT', '/assistant/quota', { ...quota, soft: { tokens: 1_001, cost: null } }, 'soft.tokens'],
    ['PUT', '/assistant/quota', { ...quota, soft: { tokens: 1, cost: '5.01' } }, 'soft.cost'],
    ['PUT', '/assistant/quota', { ...quota, hard: { tokens: -1 } }, 'hard.tokens'],
    ['PUT', '/assistant/quota', { ...quota, per_user: { cost: '1e3' } }, 'per_user.cost'],
    ['PUT', '/assistant/quota', { ...quota, max_answer_tokens: 0 }, 'max_answer_tokens'],
    ['PUT', '/assistant/quota', { ...quota, more: 1 }, 'more'],
    ['PUT', '/assistant/quota', { ...quota, soft: none, hard: { tokens: 199, cost: null } }, 'hard.tokens'],
    ['PUT', '/assistant/quota', { ...quota, per_user: { tokens: 1, cost: null } }, 'per_user.tokens'],
    ['PUT', '/assistant/quota', { ...quota, max_answer_tokens: 301 }, 'per_conversation.tokens'],
    ['PUT', '/assistant/quota', { ...quota, per_user: { tokens: 1e30, cost: null } }, 'per_user.tokens'],
    ['PUT', '/assistant/provider', { ...provider, kind: 'other' }, 'kind'],
    ['PUT', '/assistant/provider', { ...provider, base_url: 'file:///etc/passwd' }, 'base_url'],
    ['PUT', '/assistant/provider', { ...provider, base_url: 'https://a:b@models.example' }, 'base_url'],
    ['PUT', '/assistant/provider', { ...provider, model: 'a b' }, 'model'],
    ['PUT', '/assistant/provider', { ...provider, model: '' }, 'model'],
    ['PUT', '/assistant/provider', { ...provider, key: '' }, 'key'],
    ['PUT', '/assistant/provider', { ...provider, base_url: 'ftp://a:b@x?y' }, 'base_url'],
    ['PUT', '/assistant/provider', { ...provider, key: 'a\nb' }, 'key'],
    ['GET', '/assistant/usage?month=2026-13', undefined, 'month'],
    ['GET', '/assistant/usage?month=9998-01', undefined, 'month'],
    ['GET', '/assistant/usage?month=0001-05', undefined, 'month'],
    ['PUT', '/assistant/provider', { ...provider, base_url: 'https://a\r\nb/v1' }, 'base_url'],
  ]; // prettier-ignore
  for (const [method, path, body, field] of cases) {
    const refused = await call(method, path, body);
    t.is(refused.status, 422, field);
    t.is(refused.headers.get('content-type'), 'application/problem+json');
    // Once: what follows from a fault is no second one.
    const paths: string[] = refused.body.errors.map((e: { path: string }) => e.path);
    t.is(paths.filter((path) => path === field).length, 1, field);
  }
  for (const tokens of [0, 200]) {
    const off = { ...quota, soft: none, hard: { tokens, cost: null } };
    t.is((await call('PUT', '/assistant/quota', off)).status, 200);
  }
});

const limited = (of: object) => ({
  ...quota,
  soft: none,
  hard: none,
  per_conversation: none,
  ...of,
});

test('a question beyond a limit is refused at once, also where no worker takes any', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  for (const [of, reason] of [
    [{ hard: { tokens: 0, cost: null } }, 'organization_tokens'],
    [{ per_user: { tokens: 0, cost: null } }, 'user_tokens'],
    [
      { per_conversation: { tokens: 0, cost: null }, per_user: { tokens: 0, cost: null } },
      'conversation_tokens',
    ],
  ] as const) {
    await mustPut(t, { call }, '/assistant/quota', limited(of));
    const { body: conversation } = await call('POST', '/assistant/conversations', {});
    const path = `/assistant/conversations/${conversation.id}/messages`;
    const refused = await call('POST', path, { content: 'Hello' });
    t.is(refused.status, 429, reason);
    t.like(refused.body, { type: 'https://assent.dev/problems/assistant_quota_used_up', reason });
    // Nobody can wait for the end of a limit of 0.
    t.regex(refused.body.detail, /switched off: the (?:organization’s )?limit .*is 0/);
    t.is(refused.headers.get('retry-after'), null);
    // Nothing is left answering: the question and why it has no answer stand there, and the next one may come.
    const { body: list } = await call('GET', path);
    t.like(list.data[0], { status: 'failed', failure: reason });
    t.is((await call('POST', path, { content: 'Again', wait: false })).body.status, 'failed');
  }
});

test('a refusal names the limit, what is used and left of it, and when it begins again or what helps', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { call, context } = tenant;
  const { body: conversation } = await call('POST', '/assistant/conversations', {});
  const of = { conversation_id: conversation.id };
  const estimate = { tokens: 700, micros: 900, prompt: 500, provider: 'openai', model: 'm' } as const; // prettier-ignore
  const spend = async (used: Used | null) => {
    const id = await requestedCall(api.services, context, of);
    await reserve(api.services, context, id, estimate);
    if (used) await settleCall(api.services, context, id, { used, failure: null });
  };
  await mustPut(t, tenant, '/assistant/quota', limited({}));
  await spend({ input: 11_000, cachedInput: 0, output: 300, micros: 5_000_000, reported: true });
  await spend(null);
  const refusedBy = async (limits: object) => {
    await mustPut(t, tenant, '/assistant/quota', limited(limits));
    const path = `/assistant/conversations/${conversation.id}/messages`;
    return call('POST', path, { content: 'Hello' });
  };
  const { body: month } = await call('GET', '/assistant/quota');
  const numbers = { used: { tokens: 11_300, cost: '5.00' }, reserved: { tokens: 700, cost: '0.0009' }, begins_again_at: month.month.ends_at }; // prettier-ignore

  const organizations = await refusedBy({ hard: { tokens: 12_100, cost: null } });
  t.is(organizations.status, 429);
  t.deepEqual(organizations.body.limit, { of: 'organization', most: { tokens: 12_100, cost: null }, left: { tokens: 100, cost: null }, ...numbers }); // prettier-ignore
  t.regex(organizations.body.detail, /^The organization has used 11,300 tokens of 12,100 tokens for \w+ \d{4}, and 700 tokens are reserved for answers that are being written; what is left \(100 tokens\) is too little for this question with the longest answer\. It begins again on \w+ 1, \d{4} \(UTC\)$/); // prettier-ignore
  const wait = (Date.parse(month.month.ends_at) - Date.now()) / 1000;
  t.true(Math.abs(Number(organizations.headers.get('retry-after')) - wait) < 120);

  const mine = await refusedBy({ per_user: { tokens: null, cost: '5' } });
  t.like(mine.body, { reason: 'user_cost', limit: { of: 'user', most: { tokens: null, cost: '5.00' }, left: { tokens: null, cost: '0.00' } } }); // prettier-ignore
  t.regex(mine.body.detail, /^You have used 5\.00 US dollars of 5\.00 US dollars for .*; nothing is left\. It begins/); // prettier-ignore

  const full = await refusedBy({ per_conversation: { tokens: 12_000, cost: null } });
  t.like(full.body, { reason: 'conversation_tokens', limit: { of: 'conversation', left: { tokens: 0 } } }); // prettier-ignore
  t.regex(full.body.detail, /^This conversation has used .*; nothing is left\. Begin another conversation$/); // prettier-ignore
  t.notRegex(full.body.detail, /month|\d{4} \(UTC\)/);
  t.is(full.headers.get('retry-after'), null);
});

test('a question that no worker takes in time says so, and is not asked later', async (t) => {
  const { services, tenant } = await testApi(t, { patienceMs: 2_000 });
  const { call, context } = await tenant();
  const { body: conversation } = await call('POST', '/assistant/conversations', {});
  const path = `/assistant/conversations/${conversation.id}/messages`;
  t.like(await call('POST', path, { content: 'Hello' }), {
    status: 503,
    body: { reason: 'not_begun' },
  });
  // The worker that takes it in the end finds this, and reserves nothing.
  const asked = await services.db.withTenant(context, (trx) => trx('assistant_calls').first());
  t.not(asked.cancel_asked_at, null);
});

test('whoever waits for a reservation learns that the limit is reached meanwhile', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { body: conversation } = await call('POST', '/assistant/conversations', {});
  const path = `/assistant/conversations/${conversation.id}/messages`;
  const waiting = call('POST', path, { content: 'Hello' });
  await mustPut(t, { call }, '/assistant/quota', {
    ...quota,
    soft: none,
    hard: { tokens: 0, cost: null },
  });
  t.like(await waiting, { status: 429 });
});

test('a provider’s key is stored encrypted, never shown, and never sent to another address', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { call, context } = tenant;
  t.like((await call('GET', '/assistant/provider')).body, { source: 'installation', version: 0 });
  const provider = { kind: 'openai', base_url: 'https://models.example/v1/', model: 'gpt-x', key: 'sk-canary' }; // prettier-ignore
  const put = await call('PUT', '/assistant/provider', provider);
  t.like(put.body, { source: 'organization', base_url: 'https://models.example/v1', has_key: true, version: 1 }); // prettier-ignore
  t.notRegex(JSON.stringify(put.body), /canary/);
  const row = await api.services.db.withTenant(context, (trx) => trx('assistant_providers').first('key_enc')); // prettier-ignore
  t.false(row.key_enc.includes('canary'));
  const { key: _, ...without } = provider;
  t.is((await call('PUT', '/assistant/provider', { ...without, model: 'gpt-y' })).status, 200);
  const elsewhere = await call('PUT', '/assistant/provider', { ...without, base_url: 'https://evil.example/v1' }); // prettier-ignore
  t.is(elsewhere.status, 422);
  t.is(elsewhere.body.errors[0].path, 'key');
  t.is((await call('DELETE', '/assistant/provider')).status, 204);
  t.like((await call('GET', '/assistant/provider')).body, { source: 'installation' });
  t.is((await api.as(tenant, ['assistant:use']).call('GET', '/assistant/provider')).status, 403);
  t.is((await api.as(tenant, ['assistant:use']).call('PUT', '/assistant/quota', quota)).status, 403); // prettier-ignore
});

test('in production an organization’s model cannot be in this server’s own network', async (t) => {
  const api = await testApi(t);
  const { context } = await api.tenant();
  const put = (base_url: string, production: boolean) =>
    putProvider({ ...api.services, production }, context, { kind: 'openai', base_url, model: 'm' });
  for (const base_url of ['https://10.0.0.5/v1', 'https://metadata.internal', 'https://[::1]:8443', 'http://models.example/v1']) {
    const error = await t.throwsAsync(put(base_url, true), undefined, base_url);
    t.regex(JSON.stringify(error), /base_url/, base_url);
  } // prettier-ignore
  t.like(await put('https://models.example/v1', true), { source: 'organization' });
  t.like(await put('http://127.0.0.1:11434/v1', false), { source: 'organization' });
});

test('limits in money say so where the price of the model is not known', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const provider = { kind: 'openai', base_url: 'https://models.example/v1', key: 'k' };
  t.deepEqual((await call('GET', '/assistant/quota')).body.warnings, []);
  const own = await call('PUT', '/assistant/provider', { ...provider, model: 'llama-of-ours' });
  t.like(own.body.answers, { model: 'llama-of-ours', host: 'models.example', stand_in: false });
  const put = await call('PUT', '/assistant/quota', { ...quota, soft: none });
  t.like(put.body.warnings, [{ path: 'hard.cost', reason: 'model_without_price' }]);
  t.is(put.body.warnings.length, 1);
  t.deepEqual((await call('GET', '/assistant/quota')).body.warnings, put.body.warnings);
  t.is((await call('PUT', '/assistant/provider', { ...provider, model: 'gpt-4.1-mini' })).status, 200); // prettier-ignore
  t.deepEqual((await call('GET', '/assistant/quota')).body.warnings, []);
});

test('the calls of a month are listed, the latest first, by who, use, model and status', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { call, context } = tenant;
  t.deepEqual((await call('GET', '/assistant/calls')).body, { data: [], next_cursor: null });
  const ask = async (
    feature: 'chat' | 'editor',
    used: Used | null,
    failure: string | null = null,
  ) => {
    const id = await requestedCall(api.services, context, { feature });
    await reserve(api.services, context, id, {
      tokens: 500,
      micros: 900,
      prompt: 200,
      provider: 'openai',
      model: 'gpt-4.1-mini',
    });
    await settleCall(api.services, context, id, { used, failure });
    return id;
  };
  const used = { input: 120, cachedInput: 20, output: 30, micros: 700, reported: true };
  const first = await ask('chat', used);
  const second = await ask('editor', null, 'unavailable');
  const third = await requestedCall(api.services, context);
  await mustPut(t, tenant, '/assistant/quota', limited({ hard: { tokens: 0, cost: null } }));
  const { body: conversation } = await call('POST', '/assistant/conversations', {});
  await call('POST', `/assistant/conversations/${conversation.id}/messages`, { content: 'Hello' });

  const ids = async (query: string) =>
    (await call('GET', `/assistant/calls${query}`)).body.data.map((one: { id: string }) => one.id);
  const all = await call('GET', '/assistant/calls');
  t.is(all.body.data.length, 4);
  t.like(all.body.data[0], {
    status: 'refused',
    failure: 'organization_tokens',
    usage: null,
    cost: null,
  });
  t.like(all.body.data[1], { id: third, status: 'requested', latency_ms: null });
  t.like(all.body.data[2], {
    id: second,
    status: 'released',
    feature: 'editor',
    failure: 'unavailable',
    cost: null,
  });
  t.like(all.body.data[3], {
    id: first,
    status: 'settled',
    model: 'gpt-4.1-mini',
    cost: '0.0007',
    actor_id: context.actor.id,
  });
  t.like(all.body.data[3].usage, { input: 120, cached_input: 20, output: 30, reported: true });
  t.true(all.body.data[3].latency_ms >= 0);
  t.false('conversation_id' in all.body.data[3]);
  const pages = await call('GET', '/assistant/calls?limit=3');
  t.deepEqual(
    (await call('GET', `/assistant/calls?limit=3&cursor=${pages.body.next_cursor}`)).body.data.map(
      (one: { id: string }) => one.id,
    ),
    [first],
  );
  t.deepEqual(await ids('?status=settled'), [first]);
  t.deepEqual(await ids('?feature=editor&model=gpt-4.1-mini'), [second]);
  t.deepEqual(await ids(`?actor_type=user&actor_id=${newId()}`), []);
  t.deepEqual(await ids('?month=2020-01'), []);
  t.is((await call('GET', '/assistant/calls?month=2999-01')).status, 422);
  t.is((await api.as(tenant, ['assistant:use']).call('GET', '/assistant/calls')).status, 403);
});
