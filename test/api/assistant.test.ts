import test from 'ava';
import type { CallRow } from '#domain/assistant/ledger/row.ts';
import { bothSums } from '../_support/assistant.ts';
import {
  runningAssistant,
  streamed,
  type RunningAssistant,
} from '../_support/running-assistant.ts';
import type { TestTenant } from '../_support/api.ts';
import { until } from '../_support/until.ts';
import { mustPut } from '../_support/must-put.ts';

const none = { tokens: null, cost: null };
const quota = {
  soft: none, hard: none, per_user: none, per_conversation: none, max_answer_tokens: 300,
}; // prettier-ignore

/** Asks in a new conversation. */
async function asked(assistant: RunningAssistant, tenant: TestTenant, content: string) {
  const path = await assistant.begin(tenant);
  return { ...(await tenant.call('POST', `${path}/messages`, { content })), path };
}

const leave = (events: { event: string }[]): boolean => events.length > 0;

const callOf = (
  assistant: RunningAssistant,
  { context }: TestTenant,
  id: string,
): Promise<CallRow> =>
  assistant.services.db.withTenant(context, (trx) => trx('assistant_calls').where({ id }).first());

test('a question is answered as JSON and as a stream, with its usage and cost; the ledger has both', async (t) => {
  const assistant = await runningAssistant(t);
  const tenant = await assistant.tenant();
  const path = await assistant.begin(tenant);
  const { status, body } = await tenant.call('POST', `${path}/messages`, {
    content: 'Hello [cached 5]',
  });
  t.is(status, 200);
  t.like(body, { role: 'assistant', status: 'done', failure: null, model: 'stand-in', prompt_version: 1 }); // prettier-ignore
  t.regex(body.content, /^I am a stand-in: .*“Hello/);
  t.like(body.usage, { cached_input: 5, reported: true });
  t.true(body.usage.input > 50 && body.usage.output > 20);
  t.regex(body.cost, /^0\.000\d+$/);

  const { events } = await streamed(assistant, tenant, 'POST', `${path}/messages`, { content: 'And now? [slow 5]' }); // prettier-ignore
  const parts = events.flatMap(({ event, data }) => (event === 'delta' ? [data.text] : []));
  const done = events.at(-1);
  t.is(done?.event, 'done');
  t.true(parts.length > 1);
  t.is(parts.join(''), done?.data.content);
  t.regex(done?.data.content, /This is message 2 of our conversation/);

  const list = await tenant.call('GET', `${path}/messages`);
  t.deepEqual(list.body.data.map((m: { role: string }) => m.role), ['assistant', 'user', 'assistant', 'user']); // prettier-ignore
  const sums = await bothSums(assistant.services, tenant.context);
  t.deepEqual(sums.kept, sums.rows);
  const usage = await tenant.call('GET', '/assistant/usage');
  t.like(usage.body, { calls: 2, reserved: { tokens: 0 } });
  t.is(usage.body.used.tokens, usage.body.by_feature[0].tokens);
  t.is(usage.body.by_user[0].actor_id, tenant.context.actor.id);
});

test('of fifty questions at once, with ten left, no more than that is used', async (t) => {
  const assistant = await runningAssistant(t, { max: 20 });
  const tenant = await assistant.tenant();
  const first = await assistant.begin(tenant);
  // What one such question reserves.
  await mustPut(t, tenant, '/assistant/quota', quota);
  const one = await tenant.call('POST', `${first}/messages`, { content: 'Same words [wait 1000]' });
  const { reserved_tokens } = await callOf(assistant, tenant, one.body.id);
  const { body: now } = await tenant.call('GET', '/assistant/quota');
  const tokens = now.used.tokens + 10 * reserved_tokens;
  await mustPut(t, tenant, '/assistant/quota', { ...quota, hard: { tokens, cost: null } });
  const before = assistant.model.counts().received;
  const answers = await Promise.all(Array.from({ length: 50 }, () => asked(assistant, tenant, 'Same words [wait 9000]'))); // prettier-ignore
  const answered = answers.filter(({ status }) => status === 200).length;
  const refused = answers.filter(({ status }) => status === 429);
  t.deepEqual(answers.filter(({ status }) => ![200, 429].includes(status)).map(({ body }) => body), []); // prettier-ignore
  // What an answer leaves of its reservation is there for others: on a slow machine, where some end before all are
  // decided, more than ten may come, but never more than the limit has room for.
  const { body: after } = await tenant.call('GET', '/assistant/quota');
  t.true(answered >= 10 && after.used.tokens <= tokens, `${answered}, ${after.used.tokens}`);
  t.is(assistant.model.counts().received - before, answered);
  t.like(refused[0]?.body, { type: 'https://assent.dev/problems/assistant_quota_used_up', reason: 'organization_tokens' }); // prettier-ignore
  t.true(Number(refused[0]?.headers.get('retry-after')) > 0);
  const sums = await bothSums(assistant.services, tenant.context);
  t.deepEqual(sums.kept, sums.rows);
});

test('a provider that fails: what was used is settled, the rest released, and the client is told', async (t) => {
  const assistant = await runningAssistant(t, { limits: { first: 3_000, between: 3_000 } });
  const tenant = await assistant.tenant();
  const cases: [string, number, string, CallRow['status']][] = [
    ['[no-access]', 409, 'unauthorized', 'released'],
    ['[invalid]', 409, 'invalid', 'released'],
    ['[too-long]', 422, 'too_long', 'released'],
    ['[rate-limit 60]', 429, 'rate_limited', 'released'],
    ['[hang]', 503, 'timed_out', 'settled'],
    ['[cut]', 200, 'cut', 'settled'],
    ['[stall]', 200, 'timed_out', 'settled'],
    ['[no-usage]', 200, '', 'settled'],
    ['[overloaded, 1 times]', 200, '', 'settled'],
    ['[words 2000]', 200, 'length', 'settled'],
  ];
  await Promise.all(
    cases.map(async ([word, status, failure, ended]) => {
      const { status: got, body, headers, path } = await asked(assistant, tenant, `Hello ${word}`); // prettier-ignore
      t.is(got, status, word);
      const { body: list } = await tenant.call('GET', `${path}/messages`);
      const [answer] = list.data;
      t.is(answer.failure ?? '', failure, word);
      const call = await callOf(assistant, tenant, answer.id);
      t.is(call.status, ended, word);
      if (word === '[cut]' || word === '[no-usage]' || word === '[stall]') {
        t.like(body.usage, { reported: false }, word);
        t.true(body.usage.output > 0 && body.usage.input > 50, word);
      }
      if (status === 429) t.is(headers.get('retry-after'), '60');
    }),
  );
  const sums = await bothSums(assistant.services, tenant.context);
  t.deepEqual(sums.kept, sums.rows);
});

test('who leaves cancels the answer, who reloads does not; a second reader has the whole of it', async (t) => {
  const assistant = await runningAssistant(t);
  const tenant = await assistant.tenant();
  const path = await assistant.begin(tenant);
  await streamed(assistant, tenant, 'POST', `${path}/messages`, { content: 'Hello [words 400] [slow 40]' }, leave); // prettier-ignore
  const { body: list } = await tenant.call('GET', `${path}/messages`);
  const [answer] = list.data;
  t.is(answer.status, 'answering');
  const message = `${path}/messages/${String(answer.id)}`;
  t.is((await tenant.call('POST', `${path}/messages`, { content: 'Meanwhile' })).status, 409);
  const again = await streamed(assistant, tenant, 'GET', message, undefined, (events) => events.length > 20); // prettier-ignore
  t.true(
    again.events
      .map(({ data }) => data.text)
      .join('')
      .startsWith('I am a stand-in'),
  );
  // Nobody reads it any more.
  await until(async () => (await tenant.call('GET', message)).body.status === 'canceled');
  const { body } = await tenant.call('GET', message);
  t.true(body.content.length > 100);
  t.like(body.usage, { reported: false });
  await until(() => assistant.model.counts().left > 0);

  const asked = streamed(assistant, tenant, 'POST', `${path}/messages`, {
    content: 'Hello [hang]',
  });
  await until(async () => (await tenant.call('GET', `${path}/messages`)).body.data[0].status === 'answering'); // prettier-ignore
  const { body: next } = await tenant.call('GET', `${path}/messages`);
  t.is(
    (await tenant.call('POST', `${path}/messages/${String(next.data[0].id)}/cancel`)).status,
    202,
  );
  t.is((await asked).events.at(-1)?.data.status, 'canceled');
  const sums = await bothSums(assistant.services, tenant.context);
  t.deepEqual(sums.kept, sums.rows);
});

test('a conversation that is deleted ends its call, and what was used is counted', async (t) => {
  const assistant = await runningAssistant(t);
  const tenant = await assistant.tenant();
  const path = await assistant.begin(tenant);
  const asked = await tenant.call('POST', `${path}/messages`, { content: 'Hello [slow 100] [words 2000]', wait: false }); // prettier-ignore
  const message = `${path}/messages/${String(asked.body.id)}`;
  await until(async () => (await tenant.call('GET', message)).body.content.length > 100);
  t.is((await tenant.call('DELETE', path)).status, 204);
  // The provider is left in the middle of three minutes.
  await until(() => assistant.model.counts().left > 0);
  await until(async () => (await callOf(assistant, tenant, asked.body.id)).status === 'settled');
  const call = await callOf(assistant, tenant, asked.body.id);
  t.true(call.input_tokens > 50 && call.output_tokens > 10, JSON.stringify(call));
  const sums = await bothSums(assistant.services, tenant.context);
  t.deepEqual(sums.kept, sums.rows);
});
