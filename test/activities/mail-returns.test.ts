import test, { type ExecutionContext } from 'ava';
import PostalMime from 'postal-mime';
import { emailInbound } from '#api/webhooks/email-inbound.ts';
import { tracking } from '#api/tracking.ts';
import { createLogger } from '#lib/logger.ts';
import { createPipelinedEmail } from '#providers/email/pipelined.ts';
import { openInbox } from '#providers/local/inbox.ts';
import { answerMail, deliver, letter, type Returned } from '#providers/local/mail-answers.ts';
import { startMailReceiver } from '#providers/local/mail-receiver.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { testApi } from '../_support/api.ts';
import { grantConsent, type Person } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';

const SECRET = 'a secret that both sides know';
const DOMAIN = 'returns.example';
const logger = createLogger('test', 'silent');

/** Mails are sent by SMTP; what other mail systems send back arrives at the inbound endpoint, as in production. */
async function setUp(t: ExecutionContext) {
  const api = await testApi(t, {
    routers: (services) => [emailInbound(services, { secret: SECRET }), tracking(services, logger).router], // prettier-ignore
  });
  const door = { webhookBase: api.url, domain: DOMAIN, secret: SECRET };
  const taken: Returned[] = [];
  const inbox = openInbox(':memory:');
  const receiver = await startMailReceiver({ port: 0, inbox, taken: (mail) => taken.push(mail) });
  const email = createPipelinedEmail({ url: `smtp://127.0.0.1:${receiver.port}` });
  t.teardown(async () => {
    await email.close();
    await receiver.close();
    inbox.close();
  });
  const tenant = await api.tenant();
  const deps = {
    services: api.services,
    email,
    sms: { send: async () => ({ status: 'accepted' as const, providerMessageId: null }) },
    mailFrom: 'Test <hello@assent.example>',
    smtpUrl: `smtp://127.0.0.1:${receiver.port}`,
    mailReturns: { domain: DOMAIN, ses: true },
    logger,
  };
  const send = async (who: Person) => {
    await grantConsent(api.services, tenant.context, who);
    const { id } = await sendTo(api.services, tenant.context, who);
    await drainTenant(deps, tenant.context.tenantId);
    const mail = taken.findLast((one) => one.to === who.address);
    if (!mail) throw new Error('no mail went out');
    const status = async () => (await tenant.call('GET', `/messages/${id}`)).body.status;
    return { id, mail, status };
  };
  return { api, tenant, door, send };
}

const to = (address: string): Person => ({ channel: 'email', address, purpose: 'marketing' });

test('a mail that comes back as undeliverable is a bounce, one marked as spam a complaint', async (t) => {
  const { api, tenant, door, send } = await setUp(t);
  for (const [address, status, reason] of [
    ['gone@example.com', 'bounced', 'suppressed_hard_bounce'],
    ['complain@example.com', 'complained', 'suppressed_complaint'],
    ['full@example.com', 'bounced', null],
    ['fine@example.com', 'sent', null],
  ] as const) {
    const sent = await send(to(address));
    t.is(await sent.status(), 'sent', address);
    t.is(await answerMail(door, sent.mail), !address.startsWith('fine'));
    t.is(await sent.status(), status, address);
    const { decision } = await sendTo(api.services, tenant.context, to(address));
    t.is(decision.outcome === 'sending' ? null : decision.reason, reason, address);
  }
});

test('both ways out stand in a marketing mail, and each works', async (t) => {
  const { api, tenant, door, send } = await setUp(t);
  const by = async (address: string) => {
    const sent = await send(to(address));
    const mail = await PostalMime.parse(sent.mail.source);
    const header = (name: string) => mail.headers.find((h) => h.key === name)?.value ?? '';
    t.regex(sent.mail.from, /^bounce\+[a-z2-7]{48}@returns\.example$/);
    t.is(header('x-assent-reference'), sent.mail.from.slice(7, 55));
    t.is(header('x-ses-message-tags'), `assent-reference=${sent.mail.from.slice(7, 55)}`);
    t.is(header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
    const ways = /^<(https?:[^>]+)>, <mailto:([^?>]+)\?subject=unsubscribe>$/.exec(header('list-unsubscribe')); // prettier-ignore
    t.truthy(ways, header('list-unsubscribe'));
    return { click: ways?.[1] ?? '', write: ways?.[2] ?? '' };
  };
  const writer = await by('writer@example.com');
  const out = letter({ from: 'writer@example.com', to: writer.write, subject: 'unsubscribe', body: '' }); // prettier-ignore
  t.like(await deliver(door, writer.write, out), {
    status: 200,
    body: { outcome: 'unsubscribed' },
  });
  const clicker = await by('clicker@example.com');
  const { pathname } = new URL(clicker.click);
  const answer = await fetch(`${api.url}${pathname}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
    redirect: 'manual',
  });
  t.is(answer.status, 200);
  t.is(answer.headers.get('set-cookie'), null);
  for (const address of ['writer@example.com', 'clicker@example.com']) {
    const { decision } = await sendTo(api.services, tenant.context, to(address));
    t.is(decision.reason, 'withdrawn', address);
  }
});
