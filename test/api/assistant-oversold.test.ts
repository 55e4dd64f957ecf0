import test from 'ava';
import { bothSums } from '../_support/assistant.ts';
import { answeringServer, endless, type Answering } from '../_support/answering-server.ts';
import { mustPut } from '../_support/must-put.ts';
import { runningAssistant } from '../_support/running-assistant.ts';

const none = { tokens: null, cost: null };

test('no provider can take more than was reserved, by its length or by what it reports', async (t) => {
  const assistant = await runningAssistant(t);
  const tenant = await assistant.tenant();
  let answering: Answering = { parts: [] };
  const { connection } = await answeringServer(t, 'openai', () => answering);
  await mustPut(t, tenant, '/assistant/provider', {
    kind: 'openai',
    base_url: connection.baseUrl,
    model: 'gpt-4.1-mini',
    key: null,
  });
  await mustPut(t, tenant, '/assistant/quota', {
    soft: none, hard: none, per_user: none, per_conversation: none, max_answer_tokens: 200,
  }); // prettier-ignore
  const flood = 'as many words as nobody has asked for, ';
  const cases: [Answering, string | null, { reported: boolean }][] = [
    [{ parts: endless({ text: flood }) }, 'length', { reported: false }],
    [{ parts: endless({ thought: flood }) }, 'length', { reported: false }],
    [{ parts: [{ text: 'Hello' }], usage: { input: 1e15, output: 1e15 } }, null, { reported: false }], // prettier-ignore
    [{ parts: [{ text: 'Hello' }], usage: { input: 500, output: 2 } }, null, { reported: true }],
    [{ parts: [], usage: { input: 500, output: 2 } }, 'empty', { reported: true }],
  ];
  for (const [one, failure, usage] of cases) {
    answering = one;
    const path = await assistant.begin(tenant);
    await tenant.call('POST', `${path}/messages`, { content: 'Hello' });
    const { body } = await tenant.call('GET', `${path}/messages`);
    const [answer] = body.data;
    t.like(answer, { failure, usage });
    t.true(answer.content.length < 2_000);
    const [call] = await assistant.services.db.withTenant(tenant.context, (trx) =>
      trx('assistant_calls').where({ id: answer.id }),
    );
    t.is(call.status, 'settled');
    if (usage.reported) continue;
    t.true(call.input_tokens + call.output_tokens <= call.reserved_tokens);
    t.true(call.cost_micros <= call.reserved_micros);
    // Thoughts count, though nobody sees them.
    if (failure) t.true(call.output_tokens > 190, `${call.output_tokens}`);
  }
  // Nobody knows what this model costs.
  const free = { kind: 'openai', base_url: connection.baseUrl, model: 'm', key: null };
  await mustPut(t, tenant, '/assistant/provider', free);
  answering = { parts: [{ text: 'Hello' }] };
  const { body } = await tenant.call('POST', `${await assistant.begin(tenant)}/messages`, { content: 'Hello' }); // prettier-ignore
  t.like(body, { status: 'done', cost: null });
  const sums = await bothSums(assistant.services, tenant.context);
  t.deepEqual(sums.kept, sums.rows);
});

test('sums beyond all numbers are shown as the largest one', async (t) => {
  const assistant = await runningAssistant(t);
  const tenant = await assistant.tenant();
  const path = await assistant.begin(tenant);
  await tenant.call('POST', `${path}/messages`, { content: 'Hello' });
  await assistant.services.db.withTenant(tenant.context, async (trx) => {
    await trx('assistant_totals').update({ used_tokens: '9100000000000000000', used_micros: '9100000000000000000' }); // prettier-ignore
    await trx('assistant_calls').update({ input_tokens: '9100000000000000000', cost_micros: '9100000000000000000' }); // prettier-ignore
  });
  for (const what of ['quota', 'usage']) {
    const { status, body } = await tenant.call('GET', `/assistant/${what}`);
    t.is(status, 200, what);
    t.is(body.used.tokens, Number.MAX_SAFE_INTEGER);
  }
});
