import { MockActivityEnvironment } from '@temporalio/testing';
import test, { type ExecutionContext } from 'ava';
import { dkimVerify } from 'mailauth';
import PostalMime from 'postal-mime';
import { createContact } from '#domain/contacts/create.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { checkDomainsAgain } from '#domain/senders/check-again.ts';
import { updateTenant } from '#domain/organizations/update.ts';
import { createLogger } from '#lib/logger.ts';
import { createPipelinedEmail } from '#providers/email/pipelined.ts';
import { openInbox } from '#providers/local/inbox.ts';
import { startMailReceiver } from '#providers/local/mail-receiver.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { createConfirm } from '../../activities/consent/confirm.ts';
import { createSendCode } from '../../activities/verification/send-code.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { testApi } from '../_support/api.ts';
import { approvedCampaign, campaignProcess } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';
import { localDns } from '../_support/dns.ts';
import { sendTo } from '../_support/messages.ts';

const MX = 'bounces.assent.example';
const SPF = 'mail.assent.example';

/** The API, a name server and a mail server, each over the network. */
async function setUp(t: ExecutionContext) {
  const names = await localDns(t);
  const api = await testApi(t, { mail: { dns: names.dns, spfInclude: SPF, returnDomain: MX } });
  const inbox = openInbox(':memory:');
  const taken: { to: string; source: Buffer }[] = [];
  const receiver = await startMailReceiver({ port: 0, inbox, taken: (mail) => taken.push(mail) });
  const smtpUrl = `smtp://127.0.0.1:${receiver.port}`;
  const email = createPipelinedEmail({ url: smtpUrl });
  t.teardown(async () => {
    await email.close();
    await receiver.close();
    inbox.close();
  });
  const deps: ActivityDeps = {
    services: api.services,
    email,
    sms: { send: async () => ({ status: 'unknown', code: 'not_used' }) },
    mailFrom: 'Assent <hello@assent.example>',
    smtpUrl,
    logger: createLogger('test', 'silent'),
  };
  const tenant = await api.tenant();
  const sender = (patch: unknown) => tenant.call('PATCH', '/organizations/me', { sender: patch });
  /** Sends one mail to somebody. @returns it as it arrived */
  const mailTo = async (address: string, by = deps) => {
    const who = { channel: 'email' as const, address, purpose: 'marketing' };
    await grantConsent(api.services, tenant.context, who);
    await sendTo(api.services, tenant.context, who);
    await drainTenant(by, tenant.context.tenantId);
    return arrived(address);
  };
  const arrived = (address: string): Buffer => {
    const mail = taken.findLast((one) => one.to === address);
    if (!mail) throw new Error(`nothing came to ${address}`);
    return mail.source;
  };
  /** Puts the records of a domain into the DNS, those of some uses only. */
  const publish = (records: readonly Wanted[], uses: readonly string[]) => {
    for (const { use, type, name, value } of records) {
      if (uses.includes(use)) names.put(type, name, value ?? 'mx.assent.example');
    }
  };
  const resolver = async (name: string, type: string) =>
    type === 'TXT' ? (await names.dns.txt(name)).map((text) => [text]) : [];
  const verify = async (source: Buffer) => {
    const { results } = await dkimVerify(source, { resolver });
    return results.map(({ status, signingDomain }) => [status.result, signingDomain]);
  };
  return { ...api, tenant, deps, names, sender, mailTo, arrived, publish, verify };
}
type Wanted = { use: string; type: 'TXT' | 'MX'; name: string; value: string | null };
const ALL = ['ownership', 'dkim', 'spf', 'dmarc', 'return_path'];

const statesOf = (records: readonly { use: string; state: string }[]) =>
  Object.fromEntries(records.map(({ use, state }) => [use, state]));

const headers = async (source: Buffer): Promise<Map<string, string>> =>
  new Map((await PostalMime.parse(source)).headers.map(({ key, value }) => [key, value]));

test('mails of every kind come from the organisation’s own address, signed by its domain', async (t) => {
  const { services, tenant, deps, sender, mailTo, arrived, publish, verify } = await setUp(t);
  const added = (await tenant.call('POST', '/sending-domains', { domain: ' Shop.Example ' })).body;
  t.like(added, { domain: 'shop.example', proved: false, signed: false });
  publish(added.records, ALL);
  const { body: checked } = await tenant.call('POST', `/sending-domains/${added.id}/check`);
  t.like(checked, { proved: true, proved_by: 'ownership', signed: true });
  t.deepEqual(statesOf(checked.records), Object.fromEntries(ALL.map((use) => [use, 'found'])));
  const set = { name: 'Café "Shop" =?utf-8?B?eA==?=', email: 'News@shop.example', reply_to: 'help@other.example' }; // prettier-ignore
  t.like((await sender(set)).body.sender, { ...set, email: 'news@shop.example', state: 'proved' });

  const { context } = tenant;
  const sources: Record<string, Buffer> = { single: await mailTo('single@example.com') };
  await createContact(services, context, newContact.parse({ email: 'campaign@example.com', tags: ['all'] })); // prettier-ignore
  const consent = await grantConsent(services, context, { channel: 'email', address: 'campaign@example.com', purpose: 'marketing' }); // prettier-ignore
  await campaignProcess(deps, context).run(await approvedCampaign(services, context, { tag: 'all' })); // prettier-ignore
  sources['campaign'] = arrived('campaign@example.com');
  const run = new MockActivityEnvironment();
  const code = await tenant.call('POST', '/verifications', { channel: 'email', to: 'code@example.com' }); // prettier-ignore
  await run.run(createSendCode(deps), { tenantId: context.tenantId, id: code.body.id });
  sources['code'] = arrived('code@example.com');
  const { eventId: id } = consent;
  await run.run(createConfirm(deps, 'confirmation'), { tenantId: context.tenantId, id });
  sources['confirmation'] = arrived('campaign@example.com');
  t.not(sources['confirmation'], sources['campaign']);

  for (const [kind, source] of Object.entries(sources)) {
    const mail = await PostalMime.parse(source);
    t.deepEqual(mail.from, { name: set.name, address: 'news@shop.example' }, kind);
    t.is(mail.replyTo?.[0]?.address, set.reply_to, kind);
    t.deepEqual(await verify(source), [['pass', 'shop.example']], kind);
    const changed = Buffer.from(source.toString('latin1').replace('help@other', 'evil@other'), 'latin1'); // prettier-ignore
    t.deepEqual(await verify(changed), [['fail', 'shop.example']], kind);
  }
  // RFC 8058: the signature covers both headers of one-click unsubscribing.
  for (const kind of ['single', 'campaign']) {
    const signed = /^DKIM-Signature:[^]*?;\s+h=([^;]*);/.exec(String(sources[kind]))?.[1] ?? '';
    const fields = signed.replace(/\s/g, '').split(':');
    for (const field of ['from', 'list-id', 'list-unsubscribe', 'list-unsubscribe-post']) {
      t.true(fields.includes(field), `${kind}: ${field}`);
    }
  }
});

test('a purpose is one list, whether a single mail goes out or a campaign; service mails are none', async (t) => {
  const { services, tenant, deps, mailTo, arrived } = await setUp(t);
  const single = await headers(await mailTo('single@example.com'));
  await createContact(services, tenant.context, newContact.parse({ email: 'c@example.com', tags: ['all'] })); // prettier-ignore
  for (const purpose of ['marketing', 'service']) {
    await grantConsent(services, tenant.context, { channel: 'email', address: 'c@example.com', purpose }); // prettier-ignore
  }
  const process = campaignProcess(deps, tenant.context);
  await process.run(await approvedCampaign(services, tenant.context, { tag: 'all' }));
  const campaign = await headers(arrived('c@example.com'));
  t.regex(single.get('list-id') ?? '', /^<[0-9a-f-]{36}\.[a-z0-9.-]+>$/);
  t.is(single.get('list-id'), campaign.get('list-id'));
  await process.run(await approvedCampaign(services, tenant.context, { tag: 'all', purpose: 'service' })); // prettier-ignore
  const service = await headers(arrived('c@example.com'));
  t.deepEqual([service.get('list-id'), service.get('list-unsubscribe')], [undefined, undefined]);
});

const from = async (source: Buffer) => (await PostalMime.parse(source)).from?.address;

test('an address whose domain is not proved: used in development with a warning, never in production', async (t) => {
  const { services, tenant, deps, sender, mailTo, publish, verify } = await setUp(t);
  t.like((await sender({ email: 'ceo@bank.example' })).body.sender, { state: 'unproved' });
  t.is(await from(await mailTo('a@example.com')), 'ceo@bank.example');
  const production = { ...deps, services: { ...services, production: true } };
  const fallen = await mailTo('b@example.com', production);
  t.is(await from(fallen), 'hello@assent.example');
  t.deepEqual(await verify(fallen), [['none', undefined]]);
  const inProduction = (patch: object) =>
    updateTenant({ ...services, production: true }, tenant.context, { sender: patch });
  await t.throwsAsync(inProduction({ email: 'ceo@bank.example' }), { name: 'AppError' });
  await inProduction({ name: 'The bank', email: null });
  const { body: added } = await tenant.call('POST', '/sending-domains', { domain: 'bank.example' });
  await t.throwsAsync(inProduction({ email: 'ceo@bank.example' }), { name: 'AppError' });
  publish(added.records, ['dkim']);
  const check = () => tenant.call('POST', `/sending-domains/${added.id}/check`);
  t.like((await check()).body, { proved: true, proved_by: 'dkim', signed: true });
  // Of exactly this domain: no parent domain and no subdomain.
  await t.throwsAsync(inProduction({ email: 'ceo@mail.bank.example' }), { name: 'AppError' });
  await inProduction({ email: 'ceo@bank.example' });
  t.is(await from(await mailTo('c@example.com', production)), 'ceo@bank.example');
  t.is((await tenant.call('DELETE', `/sending-domains/${added.id}`)).status, 409);
});

test('a domain that lost its records is no longer proved, which is seen within a day; a DNS that is away changes nothing', async (t) => {
  const { services, tenant, names, publish } = await setUp(t);
  const { body: added } = await tenant.call('POST', '/sending-domains', { domain: 'a.shop.example' }); // prettier-ignore
  const check = async () => (await tenant.call('POST', `/sending-domains/${added.id}/check`)).body;
  publish(added.records, ['ownership', 'dkim']);
  // The parent domain's policy applies to subdomains; two SPF records count as none; somebody else's key is not ours.
  names.put('TXT', '_dmarc.shop.example', 'v=DMARC1; p=reject; rua=mailto:x@shop.example');
  names.put('TXT', 'a.shop.example', 'google-site-verification=1', `v=spf1 include:${SPF} -all`, 'v=spf1 -all'); // prettier-ignore
  const first = await check();
  t.deepEqual(statesOf(first.records), {
    ownership: 'found',
    dkim: 'found',
    dmarc: 'found',
    spf: 'different',
    return_path: 'missing',
  });
  t.is(first.records.find(({ use }: Wanted) => use === 'spf').found.length, 2);
  names.fail(true);
  const silent = await check();
  t.like(silent, { proved: true, signed: true });
  t.true(silent.records.every(({ state }: { state: string }) => state === 'unreachable'));
  names.fail(false);
  for (const { use, type, name } of added.records) {
    if (use === 'ownership') names.put(type, name);
    if (use === 'dkim') names.put(type, name, 'v=DKIM1; k=rsa; p=AAAA');
  }
  const get = async () => (await tenant.call('GET', `/sending-domains/${added.id}`)).body;
  await checkDomainsAgain(services);
  t.true((await get()).proved, 'not due yet');
  await services.db.withTenant(tenant.context, (trx) =>
    trx('sending_domains').update({ checked_at: trx.raw(`now() - interval '25 hours'`) }),
  );
  await checkDomainsAgain(services);
  const last = await get();
  t.like(last, { proved: false, proved_at: null, signed: false });
  t.like(statesOf(last.records), { ownership: 'missing', dkim: 'different' });
});

test('what is no sender and no domain is refused, by field', async (t) => {
  const { tenant, sender } = await setUp(t);
  const evil = 'a@shop.example\r\nBcc: all@example.com';
  for (const [field, value] of [
    ['email', evil],
    ['reply_to', evil],
    ['email', 'nobody'],
    ['email', 'jörg@shop.example'],
    ['name', 'Shop\r\nBcc: all@example.com'],
    ['name', 'x'.repeat(101)],
    ['name', ''],
  ]) {
    const answer = await sender({ [field ?? '']: value });
    t.is(answer.status, 422, `${field}: ${value}`);
    t.is(answer.body.errors[0].path, `sender.${field}`);
  }
  for (const domain of [
    '',
    'localhost',
    'a b.example',
    'x@shop.example',
    '127.0.0.1',
    'shop.example/x',
    7,
  ]) {
    // prettier-ignore
    t.is((await tenant.call('POST', '/sending-domains', { domain })).status, 422, String(domain));
  }
  t.is((await tenant.call('POST', '/sending-domains', { domain: 'münchen.example' })).body.domain, 'xn--mnchen-3ya.example'); // prettier-ignore
  t.is((await tenant.call('POST', '/sending-domains', { domain: 'MÜNCHEN.example' })).status, 409);
  for (const logo_url of ['http://shop.example/l.png', 'javascript:alert(1)', 'x']) {
    t.is((await tenant.call('PATCH', '/organizations/me', { logo_url })).status, 422);
  }
  const logo_url = 'https://shop.example/l.png?a="b&c';
  t.is((await tenant.call('PATCH', '/organizations/me', { logo_url })).status, 200);
  const text = { channel: 'email', category: 'transactional', subject: 'S', body: 'Hello' };
  const shown = (await tenant.call('POST', '/templates/preview', text)).body;
  t.regex(shown.html, /<img src="https:\/\/shop\.example\/l\.png\?a=(&#34;|&quot;|%22)b&amp;c" alt=""/); // prettier-ignore
  t.true(shown.text.includes('Test organisation'), 'nothing is lost without pictures');
});

test('a domain that nobody can prove is refused, with the reason', async (t) => {
  const { tenant } = await setUp(t);
  for (const [domain, why] of [
    ['gmail.com', /free mail/],
    ['GoogleMail.com', /free mail/],
    ['news.yahoo.co.uk', /free mail/],
    ['co.uk', /is a public suffix/],
    ['github.io', /is a public suffix/],
    ['mail.gmail.com', /free mail/],
    ['privaterelay.appleid.com', /free mail/],
    ['duck.com', /free mail/],
    ['em.sendgrid.net', /many share/],
    ['shop.onmicrosoft.com', /many share/],
  ] as const) {
    const { status, body } = await tenant.call('POST', '/sending-domains', { domain });
    t.is(status, 422, domain);
    t.is(body.errors[0].path, 'domain');
    t.regex(body.errors[0].message, why);
    const sender = { email: `me@${domain}` };
    const set = await tenant.call('PATCH', '/organizations/me', { sender });
    t.is(set.status, 422, domain);
    t.is(set.body.errors[0].path, 'sender.email');
    t.regex(set.body.errors[0].message, why);
  }
  const reply = { sender: { reply_to: 'me@gmail.com' } };
  t.is(
    (await tenant.call('PATCH', '/organizations/me', reply)).status,
    200,
    'answers may go there',
  );
  t.is((await tenant.call('POST', '/sending-domains', { domain: 'shop.co.uk' })).status, 201);
});
