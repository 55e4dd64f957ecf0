import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createLogger } from '#lib/logger.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { createPipelinedEmail } from '#providers/email/pipelined.ts';
import { openInbox } from '#providers/local/inbox.ts';
import { startMailReceiver } from '#providers/local/mail-receiver.ts';
import { startPhoneReceiver } from '#providers/local/phone-receiver.ts';
import { createTwilioSms } from '#providers/sms/twilio.ts';
import { dispatch } from '../../activities/messaging/send-due-messages.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { grantConsent, stopConsent, type Person } from '../_support/consent.ts';
import { passTime, sendTo } from '../_support/messages.ts';
import { scriptedSmtp } from '../_support/scripted-smtp.ts';
import { testContext, testServices } from '../_support/services.ts';
import { until } from '../_support/until.ts';

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'local-development-token' };

/** The real clients, connected to the local receivers over the network. */
async function setUp(t: ExecutionContext) {
  const services = await testServices(t, { max: 10 });
  const ctx = await testContext(services);
  const dir = await mkdtemp(join(tmpdir(), 'assent-dispatch-'));
  const inbox = openInbox(join(dir, 'inbox.sqlite'));
  const mail = await startMailReceiver({ port: 0, inbox });
  const phone = await startPhoneReceiver({
    ...ACCOUNT,
    port: 0,
    inbox,
    webhookBase: 'http://127.0.0.1:9',
  });
  const email = createPipelinedEmail({ url: `smtp://127.0.0.1:${mail.port}` });
  const sms = createTwilioSms({
    ...ACCOUNT,
    apiBase: `http://127.0.0.1:${phone.port}`,
    from: '+15005550006',
    statusCallback: () => 'http://127.0.0.1:9/status',
  });
  t.teardown(async () => {
    await email.close();
    await Promise.all([mail.close(), phone.close()]);
    inbox.close();
    await rm(dir, { recursive: true, force: true });
  });
  const deps = {
    services,
    email,
    sms,
    mailFrom: 'Test <hello@assent.example>',
    smtpUrl: `smtp://127.0.0.1:${mail.port}`,
    logger: createLogger('test', 'silent'),
  };
  const received = async (to: string) => (await inbox.list({ to, limit: 50 })).data;
  return { services, ctx, deps, received };
}

test('a queued mail and text go out at once, the mail with one-click unsubscribe', async (t) => {
  const { services, ctx, deps, received } = await setUp(t);
  const mail: Person = { channel: 'email', address: 'amina@example.com', purpose: 'marketing' };
  const text: Person = { channel: 'sms', address: '+12015550123', purpose: 'marketing' };
  for (const person of [mail, text]) await grantConsent(services, ctx, person);
  const end = new AbortController();
  // Only our tenant: the database is shared with other test files.
  const running = dispatch(deps, end.signal, {
    look: async () => [{ tenantId: ctx.tenantId, tests: false, bills: false }],
  });
  const mailed = await sendTo(services, ctx, mail);
  const texted = await sendTo(services, ctx, text);
  const status = async (id: string) => (await getMessage(services, ctx, id, false)).status;
  await until(
    async () => (await status(mailed.id)) === 'sent' && (await status(texted.id)) === 'sent',
  );
  end.abort();
  await running;

  await until(async () => (await received('amina@example.com')).length > 0);
  const [got] = await received('amina@example.com');
  t.is(got?.subject, 'News from Test organisation');
  const headers = Object.fromEntries(
    Object.entries(got?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  t.regex(headers['list-unsubscribe'] ?? '', /^<http.*\/u\/[\w-]+>$/);
  t.is(headers['list-unsubscribe-post'], 'List-Unsubscribe=One-Click');
  t.true(headers['message-id']?.startsWith(`<${mailed.id}@`));
  t.regex((await received('+12015550123'))[0]?.text ?? '', /Reply STOP to opt out/);
});

test('tenants whose providers hang hold up nobody else', async (t) => {
  const { services, ctx, deps } = await setUp(t);
  const person: Person = { channel: 'sms', address: '+12015550124', purpose: 'marketing' };
  const hanging = await Promise.all(Array.from({ length: 12 }, () => testContext(services)));
  for (const one of [...hanging, ctx]) {
    await grantConsent(services, one, person);
    await sendTo(services, one, person);
  }
  const answered = Promise.withResolvers<void>();
  const begun = new Set<string>();
  const sms: ActivityDeps['sms'] = {
    async send({ reference }) {
      begun.add(reference.tenantId);
      if (reference.tenantId !== ctx.tenantId) await answered.promise;
      return { status: 'accepted', providerMessageId: `SM${begun.size}` };
    },
  };
  const end = new AbortController();
  const running = dispatch({ ...deps, sms }, end.signal, {
    look: async () =>
      [...hanging, ctx].map(({ tenantId }) => ({ tenantId, tests: false, bills: false })),
  });
  await until(async () => begun.size === hanging.length + 1);
  answered.resolve();
  end.abort();
  await running;
  t.true(begun.has(ctx.tenantId));
});

test('ten tenants whose mails hang at the server hold up nobody else', async (t) => {
  const { services, ctx, deps } = await setUp(t);
  const server = await scriptedSmtp(t, { pipelining: true }, ({ line, to }) =>
    line.startsWith('RCPT') && to.startsWith('hangs') ? '' : undefined,
  );
  const email = createPipelinedEmail({ url: server.url });
  const hanging = await Promise.all(Array.from({ length: 10 }, () => testContext(services)));
  for (const one of hanging) {
    for (let i = 0; i < 3; i++) {
      const address = `hangs${i}.${one.tenantId}@example.com`;
      const person: Person = { channel: 'email', address, purpose: 'marketing' };
      await grantConsent(services, one, person);
      await sendTo(services, one, person);
    }
  }
  const end = new AbortController();
  const running = dispatch({ ...deps, email }, end.signal, {
    look: async () =>
      [...hanging, ctx].map(({ tenantId }) => ({ tenantId, tests: false, bills: false })),
  });
  await until(() => server.begun.length >= hanging.length);
  const person: Person = { channel: 'email', address: 'goes@example.com', purpose: 'marketing' };
  await grantConsent(services, ctx, person);
  const { id } = await sendTo(services, ctx, person);
  await until(async () => (await getMessage(services, ctx, id, false)).status === 'sent');
  t.deepEqual(server.delivered, ['goes@example.com']);
  end.abort();
  await email.close();
  server.cutAll();
  await running;
});

test('many dispatchers side by side: everybody gets it once', async (t) => {
  const { services, ctx, deps, received } = await setUp(t);
  const people = Array.from({ length: 60 }, (_, i): Person => ({
    channel: 'email',
    address: `person${i}@example.com`,
    purpose: 'marketing',
  }));
  for (const person of people) {
    await grantConsent(services, ctx, person);
    await sendTo(services, ctx, person);
  }
  const drain = async (): Promise<void> => {
    while ((await drainTenant(deps, ctx.tenantId)) > 0);
  };
  await Promise.all([drain(), drain(), drain()]);
  const counts = () =>
    Promise.all(people.map(async ({ address }) => (await received(address)).length));
  await until(async () => (await counts()).every((n) => n > 0));
  t.true((await counts()).every((n) => n === 1));
  const left = await services.db.withTenant(ctx, (trx) =>
    trx('messages').whereNot({ status: 'sent' }),
  );
  t.deepEqual(left, []);
});

test('a mailbox that is not there bounces, one that is busy is tried again, a cut line is uncertain', async (t) => {
  const { services, ctx, deps } = await setUp(t);
  const outcome = async (address: string, purpose: string) => {
    const person: Person = { channel: 'email', address, purpose };
    await grantConsent(services, ctx, person);
    const { id } = await sendTo(services, ctx, person);
    await drainTenant(deps, ctx.tenantId);
    return getMessage(services, ctx, id, false);
  };
  t.like(await outcome('bounce.a@example.com', 'marketing'), {
    status: 'bounced',
    error_code: '550',
  });
  t.like(await outcome('defer.a@example.com', 'marketing'), {
    status: 'queued',
    error_code: '451',
  });
  t.is((await outcome('cut.a@example.com', 'marketing')).status, 'uncertain');
  const repeated = await outcome('cut.b@example.com', 'service');
  t.is(repeated.status, 'queued');
  await passTime(services, ctx);
  await drainTenant(deps, ctx.tenantId);
  const done = await getMessage(services, ctx, repeated.id, false);
  t.like(done, { status: 'uncertain', attempts: 2 });
});

test('who withdraws while a claimed message waits for its turn at a slow provider does not get it', async (t) => {
  const { services, ctx, deps } = await setUp(t);
  const people = Array.from({ length: 12 }, (_, i): Person => ({
    channel: 'sms',
    address: `+120155501${String(i).padStart(2, '0')}`,
    purpose: 'marketing',
  }));
  const ids = new Map<string, string>();
  for (const person of people) {
    await grantConsent(services, ctx, person);
    ids.set(person.address, (await sendTo(services, ctx, person)).id);
  }
  const arrived: string[] = [];
  let stopped: Person | undefined;
  const recorded = Promise.withResolvers<void>();
  const slow: ActivityDeps['sms'] = {
    async send({ to }) {
      arrived.push(to);
      if (arrived.length === 5) {
        // The first batch is at the provider; the others are claimed.
        stopped = people.find((person) => !arrived.includes(person.address));
        if (stopped) await stopConsent(services, ctx, stopped);
        recorded.resolve();
      }
      await recorded.promise;
      return { status: 'accepted', providerMessageId: `SM${arrived.length}` };
    },
  };
  await drainTenant({ ...deps, sms: slow }, ctx.tenantId);
  const id = ids.get(stopped?.address ?? '') ?? '';
  t.false(arrived.includes(stopped?.address ?? ''));
  t.is(arrived.length, 11);
  const message = await getMessage(services, ctx, id, false);
  t.like(message, { status: 'refused', decision: { reason: 'withdrawn' }, attempts: 0 });
  t.deepEqual(
    message.events?.map((event) => event.type),
    ['decided', 'sending', 'refused'],
  );
});
