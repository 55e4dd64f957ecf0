import test from 'ava';
import { eraseIn } from '#domain/privacy/erasure/erase-in.ts';
import { assistantMessages } from '#domain/privacy/export/assistant-messages.ts';
import { advanceRun } from '#domain/retention/advance-run.ts';
import { startRun } from '#domain/retention/start-run.ts';
import { onClock } from '../_support/clock.ts';
import { runningWidget, session } from '../_support/widget.ts';

test('members see what visitors asked, which is recorded; copy, erasure and retention reach it', async (t) => {
  const widget = await runningWidget(t);
  const { services } = widget;
  const { tenant, visit } = await widget.shop();
  const { call, context } = tenant;
  const made = await call('POST', '/contacts', {
    name: 'Amina Khalil',
    email: 'amina@example.com',
  });
  const mine = await session(visit);
  await visit('POST', '/messages', { content: 'Write to amina@example.com please' }, mine);
  await visit('POST', '/messages', { content: 'When are you open?' }, mine);
  await visit('POST', '/messages', { content: 'Where are you?' }, await session(visit));
  // Conversations of members are no visitors'.
  const own = await call('POST', '/assistant/conversations', {});

  const list = await call('GET', '/assistant/visitors?limit=1');
  t.deepEqual(list.body.data.map((one: { title: string; questions: number }) => [one.title, one.questions]), [['Where are you?', 1]]); // prettier-ignore
  const rest = await call('GET', `/assistant/visitors?limit=5&cursor=${list.body.next_cursor}`);
  t.is(rest.body.data.length, 1);
  const [one] = rest.body.data;
  t.like(one, { title: 'Write to amina@example.com please', questions: 2 });
  const thread = await call('GET', `/assistant/visitors/${one.id}`);
  t.deepEqual(thread.body.messages.map((m: { role: string }) => m.role), ['user', 'assistant', 'user', 'assistant']); // prettier-ignore
  t.is((await call('GET', `/assistant/visitors/${own.body.id}`)).status, 404);
  t.is((await call('DELETE', `/assistant/visitors/${own.body.id}`)).status, 404);
  t.is((await call('GET', '/audit?action=assistant.visitor_read')).body.data.length, 1);
  const masked = widget.as(tenant, ['assistant:manage']);
  const seen = await masked.call('GET', `/assistant/visitors/${one.id}`);
  t.is(seen.body.title, null);
  t.true(seen.body.messages.every((m: { content: unknown }) => m.content === null));
  const other = await widget.tenant();
  t.is((await other.call('GET', `/assistant/visitors/${one.id}`)).status, 404);

  const keys = await services.keyring.keys(context);
  const subject = { contactId: String(made.body.id), addresses: [] };
  const copy = () =>
    services.db.withTenant(context, (trx) =>
      assistantMessages.page({ services, ctx: context, keys, subject, language: 'en' }, trx, '00000000-0000-0000-0000-000000000000'),
    ); // prettier-ignore
  const { rows } = await copy();
  // The later answer, too: it was given with the address in mind.
  t.deepEqual([...new Set(rows.map(({ by }) => by))].toSorted(), ['assistant', 'visitor']);
  await eraseIn('received', { services, ctx: context, subject, means: {}, erasureId: null });
  t.deepEqual((await copy()).rows, []);
  const after = await visit('GET', '/messages', undefined, mine);
  t.deepEqual(after.body.data.map((m: { content: string }) => m.content), ['', '', 'When are you open?', '']); // prettier-ignore

  t.is((await call('DELETE', `/assistant/visitors/${list.body.data[0].id}`)).status, 204);
  t.is((await call('GET', '/assistant/visitors')).body.data.length, 1);
  // Visitors' go after a month; a member's stay longer.
  const late = await onClock(services, () => new Date(Date.now() + 31 * 86_400_000));
  await advanceRun(late, context, (await startRun(late, context, { dry_run: false })).id);
  t.is((await call('GET', '/assistant/visitors')).body.data.length, 0);
  t.is((await call('GET', `/assistant/conversations/${own.body.id}`)).status, 200);
});
