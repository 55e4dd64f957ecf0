import test from 'ava';
import { eraseIn } from '#domain/privacy/erasure/erase-in.ts';
import { assistantMessages } from '#domain/privacy/export/assistant-messages.ts';
import { subjectOf } from '#domain/privacy/subject.ts';
import { startRun } from '#domain/retention/start-run.ts';
import { advanceRun } from '#domain/retention/advance-run.ts';
import { Contact } from '#models/contact.ts';
import { newId } from '#lib/ids.ts';
import { onClock } from '../_support/clock.ts';
import { webServer } from '../_support/models.ts';
import { mustPut } from '../_support/must-put.ts';
import { runningAssistant, streamed } from '../_support/running-assistant.ts';

test('contacts are hidden from the model and shown in the answer; copy, erasure and retention reach what names them', async (t) => {
  const assistant = await runningAssistant(t);
  const { services } = assistant;
  const tenant = await assistant.tenant();
  const { call, context } = tenant;
  const made = await call('POST', '/contacts', { name: 'Amina Khalil', email: 'amina@example.com' }); // prettier-ignore
  const path = await assistant.begin(tenant);
  const asked = 'Why did Amina Khalil (amina@example.com, +12025550143) get it? [slow 3]';
  const { events } = await streamed(assistant, tenant, 'POST', `${path}/messages`, { content: asked }); // prettier-ignore
  const { data } = events.at(-1) ?? { data: null };
  // The stand-in repeats what it got.
  t.true(data.content.includes('“Why did Amina Khalil (amina@example.com, +12025550143) get it?'));
  t.deepEqual(events.flatMap(({ event, data }) => (event === 'delta' ? [data.text] : [])).join(''), data.content); // prettier-ignore
  const stored = await services.db.withTenant(context, (trx) => trx('assistant_messages').select('content_enc')); // prettier-ignore
  t.true(stored.every((row) => !row.content_enc.includes('Amina')));

  const keys = await services.keyring.keys(context);
  const subject = { contactId: String(made.body.id), addresses: [] };
  const copy = () =>
    services.db.withTenant(context, (trx) =>
      assistantMessages.page({ services, ctx: context, keys, subject, language: 'en' }, trx, '00000000-0000-0000-0000-000000000000'),
    ); // prettier-ignore
  const { rows } = await copy();
  t.deepEqual(rows.map(({ by }) => by), ['assistant', 'member']); // prettier-ignore
  t.true(rows.every(({ text }) => String(text).includes('Amina Khalil')));
  t.like((await call('GET', '/assistant/conversations?q=amina')).body.data[0], { title: asked });
  t.is((await call('GET', '/assistant/conversations?q=nobody')).body.data.length, 0);

  await eraseIn('received', { services, ctx: context, subject, means: {}, erasureId: null });
  t.deepEqual((await copy()).rows, []);
  const { body: after } = await call('GET', `${path}/messages`);
  t.true(after.data.every((m: { content: string }) => m.content === ''));
  t.is((await call('GET', '/assistant/conversations?q=amina')).body.data.length, 0);
  t.is((await call('GET', path)).body.title, null);

  const late = await onClock(services, () => new Date(Date.now() + 100 * 86_400_000));
  const run = await startRun(late, context, { dry_run: false });
  await advanceRun(late, context, run.id);
  t.is((await call('GET', path)).status, 404);
  // What was used stays countable.
  t.is((await call('GET', '/assistant/usage')).body.calls, 1);
});

test('copy and erasure reach what was asked before the person was a contact, and in other writings', async (t) => {
  const assistant = await runningAssistant(t);
  const { services } = assistant;
  const tenant = await assistant.tenant();
  const { call, context } = tenant;
  const path = await assistant.begin(tenant);
  const theirs = [
    'Write to late.comer@example.com please', 'What of latecomer, brúno?', 'Call 020 7946 0121',
    'And ٠٢٠ ٧٩٤٦ ٠١٢١?', `${'long '.repeat(300)}late.comer [at] example.com`,
  ]; // prettier-ignore
  const others = ['Was Bruno there? He came late.', 'Call 020 7946 0122', 'Write to comer@example.com']; // prettier-ignore
  for (const content of [...theirs, ...others]) {
    t.is((await call('POST', `${path}/messages`, { content })).status, 200);
  }
  const made = await call('POST', '/contacts', { name: 'Bruno Latecomer', email: 'late.comer@example.com', phone: '+442079460121' }); // prettier-ignore
  t.is(made.status, 201);
  const keys = await services.keyring.keys(context);
  const subject = await services.db.withTenant(context, async (trx) =>
    subjectOf(trx, context, keys, await Contact.query(trx).findOne({ id: String(made.body.id) }).throwIfNotFound()),
  ); // prettier-ignore
  const { rows } = await services.db.withTenant(context, (trx) =>
    assistantMessages.page({ services, ctx: context, keys, subject, language: 'en' }, trx, '00000000-0000-0000-0000-000000000000'),
  ); // prettier-ignore
  const asked = rows.filter(({ by }) => by === 'member').map(({ text }) => text);
  t.deepEqual(asked.toSorted(), theirs.toSorted());
  await eraseIn('received', { services, ctx: context, subject, means: {}, erasureId: null });
  const { body } = await call('GET', `${path}/messages?limit=50`);
  const left = body.data.filter((one: { role: string }) => one.role === 'user').map((one: { content: string }) => one.content); // prettier-ignore
  t.deepEqual(left.filter(Boolean).toSorted(), others.toSorted());
  t.notRegex(body.data.map((one: { content: string }) => one.content).join(), /late\.comer|latecomer|0121/i); // prettier-ignore
});

test('what an asker may not see is told by no answer, and what the organization says of itself names nobody', async (t) => {
  const assistant = await runningAssistant(t);
  const tenant = await assistant.tenant();
  const { call } = tenant;
  let seen = '';
  const { url } = await webServer(t, (req, res) => {
    req.on('data', (part) => (seen += String(part)));
    req.on('end', () =>
      res.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${JSON.stringify({ choices: [{ delta: { content: 'Yes.' }, finish_reason: 'stop' }] })}\n\n`),
    );
  }); // prettier-ignore
  const model = { kind: 'openai', base_url: url, model: 'gpt-4.1-mini', key: null };
  t.is((await call('PUT', '/assistant/provider', model)).status, 200);
  await call('POST', '/contacts', { name: 'Zora Quint', email: 'zora@example.com' });
  await mustPut(t, { call }, '/assistant/prompt', { knowledge: 'Write to Zora Quint, zora@example.com or 020 7946 0123.' }); // prettier-ignore
  const narrow = assistant.as(tenant, ['assistant:use']);
  const asked = async (by: typeof tenant, content: string) => {
    seen = '';
    const path = await assistant.begin(by);
    const { body } = await by.call('POST', `${path}/messages`, { content });
    const { messages } = JSON.parse(seen);
    return { system: messages[0].content, question: messages[1].content, input: body.usage.input };
  };
  const pairs = [
    ['Zora QUINT zora quint', 'Zara QUANT zara quant'],
    ['Did Zora get it?', 'Did Zara get it?'],
    ['Did Zora Quint get it?', 'Did Zara Quant get it?'],
  ] as const;
  for (const [contact, nobody] of pairs) {
    const [one, other] = [await asked(narrow, contact), await asked(narrow, nobody)];
    t.is(one.question, other.question.replace('Zara', 'Zora').replace('QUANT', 'QUINT').replace('zara quant', 'zora quint')); // prettier-ignore
  }
  const manager = assistant.as(tenant, ['assistant:use', 'assistant:manage']);
  const told: string[] = [];
  for (const name of ['Zora Quint', 'Zara Quant']) {
    await mustPut(t, manager, '/assistant/prompt', { knowledge: `Ask ${name}, or ${name.split(' ')[0]}.` });
    told.push((await asked(manager, 'Who?')).system.replace(/Z.ra/, 'Z'));
  } // prettier-ignore
  t.is(told[0], told[1]);
  await mustPut(t, { call }, '/assistant/prompt', { knowledge: 'Write to Zora Quint, zora@example.com or 020 7946 0123.' }); // prettier-ignore
  t.is((await asked(narrow, 'Did Zora Quint get it?')).question, '[NAME_1] get it?');
  const { system, question } = await asked(tenant, 'Did Zo\u200Bra or zora quint get it?');
  t.is(question, 'Did [NAME_2] or [NAME_1] get it?');
  t.notRegex(system, /zora|quint|7946/i);
});

test('a conversation is its owner’s alone; a question in it is checked; owners hear of the soft limit once', async (t) => {
  const assistant = await runningAssistant(t);
  const tenant = await assistant.tenant();
  const { call, context } = tenant;
  const path = await assistant.begin(tenant);
  const colleague = assistant.as({ ...tenant, context: { ...context, actor: { type: 'user', id: newId() } } }, ['assistant:use']); // prettier-ignore
  for (const [method, at] of [['GET', path], ['GET', `${path}/messages`], ['POST', `${path}/messages`], ['DELETE', path]] as const) {
    const body = method === 'POST' ? { content: 'Hello' } : undefined;
    t.is((await colleague.call(method, at, body)).status, 404, `${method} ${at}`);
  } // prettier-ignore
  t.is((await colleague.call('GET', '/assistant/conversations')).body.data.length, 0);
  t.is((await colleague.call('GET', '/assistant/prompt')).status, 403);
  const wrong: unknown[] = [{}, { content: '' }, { content: '\u200b\u2060\ufeff' }, { content: 1 }, { content: 'x'.repeat(20_001) }, { content: 'a\0b' }, { content: 'a', more: 1 }]; // prettier-ignore
  for (const body of wrong) t.is((await call('POST', `${path}/messages`, body)).status, 422);
  t.is((await call('GET', '/assistant/conversations?q=%2C')).status, 422);

  const put = await call('PUT', '/assistant/prompt', { knowledge: 'We sell bicycles.' });
  t.regex(put.body.text, /What the organization says of itself:\nWe sell bicycles\./);
  const limit = { tokens: null, cost: null };
  await mustPut(t, { call }, '/assistant/quota', { soft: { tokens: 1, cost: null }, hard: limit, per_user: limit, per_conversation: limit, max_answer_tokens: 50 }); // prettier-ignore
  const answer = await call('POST', `${path}/messages`, { content: 'Hello' });
  t.is(answer.body.prompt_version, put.body.version);
  await call('POST', `${path}/messages`, { content: 'Again' });
  const told = () =>
    assistant.services.db.withTenant(context, (trx) =>
      trx('assistant_totals').where({ scope: 'organization' }).first('told_by', 'told_at'),
    );
  for (let tries = 0; !(await told()).told_at && tries < 500; tries++) await new Promise((done) => setTimeout(done, 20)); // prettier-ignore
  t.is((await told()).told_by, answer.body.id);
});
