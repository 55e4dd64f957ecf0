import test, { type ExecutionContext } from 'ava';
import { Temporal } from 'temporal-polyfill';
import type { Context, Services } from '#domain/context.ts';
import { ownerOfLink } from '#domain/unsubscribe/behind-link.ts';
import { describePreferences } from '#domain/preferences/describe.ts';
import { changePreferences } from '#domain/preferences/change.ts';
import { advanceExport } from '#domain/privacy/export/advance.ts';
import { downloadByLink } from '#domain/privacy/export/read.ts';
import { advanceErasure } from '#domain/privacy/erasure/advance.ts';
import { advanceRequest } from '#domain/privacy/requests/advance.ts';
import type { Answer } from '#domain/privacy/requests/answer.ts';
import { carryOutRequest, refuseRequest } from '#domain/privacy/requests/decide.ts';
import { getRequest, listRequests } from '#domain/privacy/requests/read.ts';
import { recordRequest } from '#domain/privacy/requests/record.ts';
import { signLink } from '#domain/signed-links/links.ts';
import { prepareCode } from '#domain/verification/prepare-code.ts';
import { publicCheck } from '#domain/forms/public-forms.ts';
import { newId } from '#lib/ids.ts';
import { onClock } from '../../_support/clock.ts';
import { live, type Lived } from '../../_support/lived.ts';
import { testContext, testServices } from '../../_support/services.ts';

type World = { services: Services; ctx: Context; who: Lived; token: string };

const visitor = {
  ip: '203.0.113.9',
  userAgent: 'Browser',
  formUrl: 'https://x/p',
  requestId: newId(),
};

async function setUp(t: ExecutionContext): Promise<World> {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const who = await live(services, ctx, 'asks');
  const keys = await services.keyring.keys(ctx);
  const consent = await services.db.withTenant(ctx, (trx) => trx('consents').first('id'));
  const token = signLink(keys, 'preferences', { tenantId: ctx.tenantId, id: consent.id }, 'c');
  return { services, ctx, who, token };
}

/** The person makes a request through their link and enters the code. */
async function ask(w: World, kind: 'export' | 'erasure'): Promise<string> {
  const { services, ctx, token } = w;
  const asked = await changePreferences(services, token, { intent: 'privacy', kind, language: 'en' }, visitor); // prettier-ignore
  if (asked?.done !== 'asked') throw new Error(`asked: ${asked?.done}`);
  const code = await codeOf(w, asked.verificationId);
  const checked = await publicCheck(services, ctx, asked.verificationId, code, visitor);
  if (checked.status !== 'approved') throw new Error(`code: ${checked.status}`);
  const { data } = await listRequests(services, ctx, { limit: 10, kind });
  return data[0]?.id ?? '';
}

async function codeOf({ services, ctx }: World, id: string): Promise<string> {
  const step = await prepareCode(services, ctx, id);
  return step.due ? (/\b\d{6,8}\b/.exec(step.message.text)?.[0] ?? '') : '';
}

/** Reads the request until it has to wait; sent answers are collected. */
async function look({ services, ctx }: World, id: string, said: Answer[] = []): Promise<number> {
  const { waitMs } = await advanceRequest(services, ctx, id, async (answer) => {
    said.push(answer);
    return 'sent';
  });
  return waitMs;
}

test('the code for a request says what it does', async (t) => {
  const w = await setUp(t);
  const said = { export: /code for a copy of your data/, erasure: /code to erase your data/ };
  for (const kind of ['export', 'erasure'] as const) {
    const asked = await changePreferences(w.services, w.token, { intent: 'privacy', kind, language: 'en' }, visitor); // prettier-ignore
    const id = asked?.done === 'asked' ? asked.verificationId : '';
    const step = await prepareCode(w.services, w.ctx, id);
    if (!step.due) return t.fail('no code');
    t.regex(step.message.subject ?? '', said[kind]);
    t.regex(step.message.text, said[kind]);
  }
});

test('a wish is no request until its code comes back; then it has a calendar month', async (t) => {
  const w = await setUp(t);
  const asked = await changePreferences(w.services, w.token, { intent: 'privacy', kind: 'export', language: 'en' }, visitor); // prettier-ignore
  t.is(asked?.done, 'asked');
  t.deepEqual((await listRequests(w.services, w.ctx, { limit: 10 })).data, []);
  const id = await ask(w, 'erasure');
  const request = await getRequest(w.services, w.ctx, id);
  t.like(request, { kind: 'erasure', status: 'open', overdue: false, near: false });
  // From 31 October to 30 November: a month never runs over.
  const proven = Temporal.Instant.fromEpochMilliseconds(request.proven_at?.getTime() ?? 0);
  const month = proven.toZonedDateTimeISO('UTC').add({ months: 1 });
  t.is(request.due_at?.getTime(), month.epochMilliseconds);
  // Asked again while it runs: nothing new.
  const again = await changePreferences(w.services, w.token, { intent: 'privacy', kind: 'erasure', language: 'en' }, visitor); // prettier-ignore
  t.is(again?.done, 'running');
  const page = await describePreferences(w.services, w.token, () => 'en');
  t.like(page?.requests[0], { kind: 'erasure', status: 'open' });
});

test('a copy is made and its link goes to the person, once', async (t) => {
  const w = await setUp(t);
  const id = await ask(w, 'export');
  const { process_id } = await carryOutRequest(w.services, w.ctx, id);
  await advanceExport(w.services, w.ctx, process_id ?? '', { processors: [] });
  const said: Answer[] = [];
  t.is(await look(w, id, said), 0);
  t.is(await look(w, id, said), 0);
  t.is(said.length, 1);
  t.is(said[0]?.to, w.who.email);
  const link = /\/x\/([\w-]+)/.exec(said[0]?.html ?? '')?.[1] ?? '';
  t.truthy(await downloadByLink(w.services, link, newId()));
  t.like(await getRequest(w.services, w.ctx, id), { status: 'done', told: 'sent' });
});

test('a refusal is told with its reason, and where to complain', async (t) => {
  const w = await setUp(t);
  const id = await ask(w, 'erasure');
  await refuseRequest(w.services, w.ctx, id, {
    reason: 'legal_claim',
    note: 'Order 7 is in court.',
  });
  const said: Answer[] = [];
  await look(w, id, said);
  t.regex(said[0]?.text ?? '', /legal claim/);
  t.regex(said[0]?.text ?? '', /Order 7 is in court/);
  t.regex(said[0]?.text ?? '', /data protection authority/);
  await t.throwsAsync(carryOutRequest(w.services, w.ctx, id), {
    message: /has already been decided/,
  });
});

test('before an erasure the person is told; afterwards nobody is left to tell', async (t) => {
  const w = await setUp(t);
  const id = await ask(w, 'erasure');
  const { process_id } = await carryOutRequest(w.services, w.ctx, id);
  const said: Answer[] = [];
  await look(w, id, said);
  t.is(said[0]?.to, w.who.email);
  await advanceErasure(w.services, w.ctx, process_id ?? '', {});
  t.is(await look(w, id, said), 0);
  t.is(said.length, 1);
  t.like(await getRequest(w.services, w.ctx, id), { status: 'done', address: null });
  t.is(await ownerOfLink(w.services, w.token), null);
});

test('the clock says once that its end is near, and once that it is over', async (t) => {
  const w = await setUp(t);
  const { id, due_at } = await recordRequest(w.services, w.ctx, {
    contact_id: w.who.id,
    kind: 'export',
    received_at: new Date('2026-01-31T10:00:00Z'),
  });
  // Regulation (EEC) 1182/71: a month that has no such day ends on its last.
  t.is(due_at?.toISOString(), '2026-02-28T10:00:00.000Z');
  const at = async (now: string): Promise<number> =>
    look({ ...w, services: await onClock(w.services, () => new Date(now)) }, id);
  t.is(await at('2026-02-01T10:00:00Z'), 20 * 86_400_000);
  await at('2026-02-21T10:00:00Z');
  await at('2026-02-22T10:00:00Z');
  await at('2026-02-28T10:00:00Z');
  await at('2026-03-01T10:00:00Z');
  const lines = await w.services.db.withTenant(w.ctx, (trx) =>
    trx('audit_log')
      .where({ entity_type: 'privacy_request', entity_id: id })
      .orderBy('seq')
      .pluck('action'),
  );
  t.deepEqual(lines, [
    'privacy_request.recorded',
    'privacy_request.due_soon',
    'privacy_request.overdue',
  ]);
  t.like(await getRequest(w.services, w.ctx, id), { overdue: true, near: true });
});

test('a stranger with an old link gets no further than the code', async (t) => {
  const w = await setUp(t);
  const asked = await changePreferences(w.services, w.token, { intent: 'privacy', kind: 'export', language: 'en' }, visitor); // prettier-ignore
  if (asked?.done !== 'asked') return t.fail();
  await codeOf(w, asked.verificationId);
  const checked = await publicCheck(w.services, w.ctx, asked.verificationId, '00000000', visitor);
  t.is(checked.status, 'pending');
  t.deepEqual((await listRequests(w.services, w.ctx, { limit: 10 })).data, []);
});
