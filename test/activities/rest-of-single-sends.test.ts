import { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import test, { type ExecutionContext } from 'ava';
import type { Context, Services } from '#domain/context.ts';
import { restSender } from '#domain/senders/sender-rests.ts';
import { changePreferences } from '#domain/preferences/change.ts';
import { refuseRequest } from '#domain/privacy/requests/decide.ts';
import { listRequests } from '#domain/privacy/requests/read.ts';
import { signLink } from '#domain/signed-links/links.ts';
import { publicCheck } from '#domain/forms/public-forms.ts';
import { prepareCode } from '#domain/verification/prepare-code.ts';
import { newId } from '#lib/ids.ts';
import { createConfirm } from '../../activities/consent/confirm.ts';
import { createPreferenceActivities } from '../../activities/preferences/index.ts';
import { createTellPerson } from '../../activities/privacy/tell-person.ts';
import { grantConsent } from '../_support/consent.ts';
import { localProviders } from '../_support/providers.ts';
import { testContext, testServices } from '../_support/services.ts';

/*
 * Every way to send a single message besides the outbox and campaigns also rests with its sender, and sends
 * afterwards.
 */

const ANN = { channel: 'email', address: 'ann@example.com', purpose: 'marketing' } as const;
const visitor = { ip: '203.0.113.9', userAgent: 'B', formUrl: 'https://x/p', requestId: newId() };

async function setUp(t: ExecutionContext) {
  let now = new Date();
  const services = await testServices(t, { clock: () => now });
  const ctx = await testContext(services);
  const providers = await localProviders(t, services);
  const run = new MockActivityEnvironment();
  return {
    ...providers,
    services,
    ctx,
    run,
    later: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  };
}
type World = Awaited<ReturnType<typeof setUp>>;

const rests = (services: Services, ctx: Context): Promise<unknown> =>
  restSender(services, ctx, 'email', { code: '421', retryAfterMs: 90_000 });

const no = async () =>
  ({ status: 'deferred', code: '421', retryAfterMs: 90_000, throttled: true }) as const;

/** Asserts that a send whose own hand-over is throttled waits, and is sent once the rest is over. */
async function throttled(
  t: ExecutionContext,
  w: World,
  send: (deps: World['deps']) => Promise<unknown>,
): Promise<void> {
  const failed = await t.throwsAsync(send({ ...w.deps, email: { ...w.deps.email, send: no } }), {
    instanceOf: ApplicationFailure,
  });
  t.is(failed?.type, 'ProviderDeferred');
  t.true(Number(failed?.nextRetryDelay) > 60_000);
  const states = () => w.services.db.withTenant(w.ctx, (trx) => trx('messages').pluck('status'));
  t.true((await states()).every((status: string) => status === 'queued'));
  await t.throwsAsync(send(w.deps), { instanceOf: ApplicationFailure }, 'its sender rests');
  const before = await w.lastTo(ANN.address);
  w.later(91_000);
  await send(w.deps);
  t.not((await w.lastTo(ANN.address))?.text, before?.text);
  t.true((await states()).every((status: string) => status === 'sent'));
  await send(w.deps);
}

/** Asserts that a send rests first, writes nothing, and sends once the rest is over. */
async function waits(t: ExecutionContext, w: World, send: () => Promise<unknown>): Promise<void> {
  const { services, ctx } = w;
  const mails = async () => (await w.lastTo(ANN.address))?.text;
  const before = await mails();
  await rests(services, ctx);
  const failed = await t.throwsAsync(send(), { instanceOf: ApplicationFailure });
  t.is(failed?.type, 'ProviderDeferred');
  const wait = Number(failed?.nextRetryDelay);
  t.true(wait > 60_000 && wait <= 90_000, `comes back after ${wait}`);
  t.is(await mails(), before, 'nothing was handed over');
  w.later(91_000);
  await send();
  const after = await mails();
  t.truthy(after);
  t.not(after, before);
}

test('a confirmation', async (t) => {
  const w = await setUp(t);
  const { eventId: id } = await grantConsent(w.services, w.ctx, ANN);
  const { tenantId } = w.ctx;
  await waits(t, w, () => w.run.run(createConfirm(w.deps, 'confirmation'), { tenantId, id }));
});

test('a confirmation that is throttled itself', async (t) => {
  const w = await setUp(t);
  const { eventId: id } = await grantConsent(w.services, w.ctx, ANN);
  const { tenantId } = w.ctx;
  await throttled(t, w, (deps) => w.run.run(createConfirm(deps, 'confirmation'), { tenantId, id }));
});

test('a link that is throttled itself', async (t) => {
  const w = await setUp(t);
  await grantConsent(w.services, w.ctx, ANN);
  const { id: consentId } = await w.services.db.withTenant(w.ctx, (trx) =>
    trx('consents').first('id'),
  );
  const input = { tenantId: w.ctx.tenantId, id: newId(), consentId };
  await throttled(t, w, (deps) =>
    w.run.run(createPreferenceActivities(deps).sendPreferencesLink, input),
  );
});

test('a link to one’s preferences', async (t) => {
  const w = await setUp(t);
  await grantConsent(w.services, w.ctx, ANN);
  const { id: consentId } = await w.services.db.withTenant(w.ctx, (trx) =>
    trx('consents').first('id'),
  );
  const input = { tenantId: w.ctx.tenantId, id: newId(), consentId };
  const { sendPreferencesLink } = createPreferenceActivities(w.deps);
  await waits(t, w, () => w.run.run(sendPreferencesLink, input));
});

/** A request that is refused, so that its person is told. */
async function refused(w: World): Promise<string> {
  const { services, ctx } = w;
  await grantConsent(services, ctx, ANN);
  const keys = await services.keyring.keys(ctx);
  const consent = await services.db.withTenant(ctx, (trx) => trx('consents').first('id'));
  const token = signLink(keys, 'preferences', { tenantId: ctx.tenantId, id: consent.id }, 'c');
  const wish = { intent: 'privacy', kind: 'export', language: 'en' } as const;
  const asked = await changePreferences(services, token, wish, visitor);
  if (asked?.done !== 'asked') throw new Error(`asked: ${asked?.done}`);
  const code = await prepareCode(services, ctx, asked.verificationId);
  const typed = code.due ? (/\b\d{6,8}\b/.exec(code.message.text)?.[0] ?? '') : '';
  await publicCheck(services, ctx, asked.verificationId, typed, visitor);
  const { data } = await listRequests(services, ctx, { limit: 10, kind: 'export' });
  const id = data[0]?.id ?? '';
  await refuseRequest(services, ctx, id, { reason: 'excessive' });
  return id;
}

test('the answer to a privacy request', async (t) => {
  const w = await setUp(t);
  const input = { tenantId: w.ctx.tenantId, id: await refused(w) };
  await waits(t, w, () => w.run.run(createTellPerson(w.deps), input));
});

test('the answer to a privacy request that is throttled itself', async (t) => {
  const w = await setUp(t);
  const input = { tenantId: w.ctx.tenantId, id: await refused(w) };
  await throttled(t, w, (deps) => w.run.run(createTellPerson(deps), input));
});

for (const [about, blocks] of [
  ['gone', ['hard_bounce']],
  ['opted_out', ['provider_block']],
  ['sender', []],
] as const) {
  const rejected = async () => ({ status: 'rejected', code: '550', about }) as const;
  const refusing = ({ deps }: World): World['deps'] => ({
    ...deps,
    email: { ...deps.email, send: rejected },
  });
  const blocked = ({ services, ctx }: World): Promise<string[]> =>
    services.db.withTenant(ctx, (trx) => trx('suppressions').pluck('reason'));

  test(`a confirmation that is refused (${about}) blocks ${blocks.join() || 'nobody'}`, async (t) => {
    const w = await setUp(t);
    const { eventId: id } = await grantConsent(w.services, w.ctx, ANN);
    const input = { tenantId: w.ctx.tenantId, id };
    await w.run.run(createConfirm(refusing(w), 'confirmation'), input);
    t.deepEqual(await blocked(w), [...blocks]);
  });

  test(`an answer to a privacy request that is refused (${about}) blocks ${blocks.join() || 'nobody'}`, async (t) => {
    const w = await setUp(t);
    const input = { tenantId: w.ctx.tenantId, id: await refused(w) };
    await w.run.run(createTellPerson(refusing(w)), input);
    t.deepEqual(await blocked(w), [...blocks]);
  });
}
