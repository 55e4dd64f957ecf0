import test from 'ava';
import { newId } from '#lib/ids.ts';
import { countTokens } from '#providers/assistant/tokens.ts';
import { namedOperations } from '../../api/app.ts';
import { createAskersTools } from '../../api/tools/askers-tools.ts';
import { CHAT, pageOf } from '../../api/tools/chat.ts';
import { chatTools, specsFor } from '../../api/tools/chat-tools.ts';
import { onlyReads } from '../../api/tools/reads.ts';
import { pageRoutes } from '../_support/page-paths.ts';
import { testContext, testServices } from '../_support/services.ts';

test('each tool of the chat is a read-only operation of the API, with its page', async (t) => {
  const operations = new Map(namedOperations().map(({ id, op }) => [id, op]));
  const routes = (await pageRoutes()).map((route) => route.replaceAll(/\$\w+/g, '$').replace(/\/_index$/, '') || '/'); // prettier-ignore
  for (const entry of CHAT) {
    t.is(operations.get(entry.id), entry.op, entry.id);
    t.true(onlyReads(entry.op), entry.id);
    const path = entry.page.replace(/\?.*/, '').replaceAll(/\{\w+\}/g, '$');
    t.true(routes.includes(path) || path === '/', `${entry.id}: ${path}`);
    const fields = Object.keys({ ...entry.op.params?.shape, ...entry.op.query?.shape });
    for (const name of [...entry.takes, ...entry.shows]) t.true(fields.includes(name), `${entry.id} ${name}`); // prettier-ignore
    t.false(entry.takes.includes('reveal'));
  }
});

const tokens = (some: ReturnType<typeof specsFor>): number =>
  countTokens(
    'gpt-4.1-mini',
    [],
    some.map(({ name, description, parameters }) => ({ name, description, parameters })),
  );

test('all of them together cost a question at most 3,000 tokens, and leave out what the asker may not use', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const all = specsFor(ctx);
  t.is(all.length, chatTools().length);
  t.log(tokens(all));
  t.true(tokens(all) <= 3_000, `${tokens(all)}`);
  const few = specsFor({ ...ctx, permissions: new Set(['consents:read']) });
  t.true(
    few.length > 0 && few.every(({ name }) => /consent|whys|purposes|reviews|forms/i.test(name)),
  );
  // Without contacts:read nobody may ask by contact.
  t.false(few.some(({ parameters }) => JSON.stringify(parameters).includes('contact_id')));
});

test('each answers in a process that has no API, as its asker, or says why not', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const tools = createAskersTools(services, async () => ctx);
  const asker = { tenantId: ctx.tenantId, actor: ctx.actor, requestId: 'test' };
  for (const { entry, tool } of chatTools()) {
    const needed = tool.inputSchema.required ?? [];
    const args = Object.fromEntries([...needed, ...entry.takes.filter((one) => one === 'contact_id')].map((name) => [name, newId()])); // prettier-ignore
    const found = await tools.call(asker, tool.name, args);
    if (found.is === 'refused')
      t.regex(found.problem, /no such|not found|unknown|is not|does not exist/i, tool.name); // prettier-ignore
    else t.truthy(found.answer, tool.name);
    if (!needed.length && !entry.takes.includes('contact_id')) t.is(found.is, 'found', tool.name);
  }
  const gone = createAskersTools(services, async () => null);
  t.deepEqual(await gone.list(asker), []);
  t.is((await gone.call(asker, 'campaigns_list', {})).is, 'refused');
});

test('an address of a page takes ids, words of lists and times, and nothing that somebody wrote', (t) => {
  const entry = { page: '/messages', shows: ['status', 'contact_id', 'from', 'tag'] };
  const id = newId();
  t.is(pageOf(entry, { status: 'sent', contact_id: id, from: '2026-12-01', q: 'Amina' }), `/messages?status=sent&contact_id=${id}&from=2026-12-01`); // prettier-ignore
  t.is(pageOf(entry, { status: 'Amina Khalil', tag: 'a@b.example', from: {} }), '/messages');
  t.is(
    pageOf({ page: '/campaigns/{id}', shows: [] }, { id: '../x?y#z' }),
    '/campaigns/..%2Fx%3Fy%23z',
  );
});
