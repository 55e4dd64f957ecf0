import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { campaignWords } from '#domain/campaigns/words-of.ts';
import { wordsOf } from '#domain/messaging/words-of.ts';
import { consents } from '#domain/privacy/export/profile.ts';
import { asSubjectAddress } from '#domain/privacy/subject.ts';
import { START } from '#domain/privacy/export/section.ts';
import { describePreferences } from '#domain/preferences/describe.ts';
import { optOutLinks } from '#domain/signed-links/links.ts';
import { describeUnsubscribe } from '#domain/unsubscribe/unsubscribe.ts';
import { renewCohort } from '#domain/renewals/renew-cohort.ts';
import { createLogger } from '#lib/logger.ts';
import { createPipelinedEmail } from '#providers/email/pipelined.ts';
import { openInbox } from '#providers/local/inbox.ts';
import { startMailReceiver } from '#providers/local/mail-receiver.ts';
import { testApi } from '../_support/api.ts';
import { approvedCampaign, campaignProcess } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';

/* A purpose that is renamed after people agreed to it: what rests on their consent names what they agreed to. */

const NEW = { name: 'Partner adverts', description: 'We give your address to 40 partners' };
const BODY =
  '<p>Hi. You agreed to {{ purpose.name }}. <a href="{{ unsubscribe_url }}">Stop</a></p>';

const tokenOf = (url: string): string => url.split('/').at(-1) ?? '';

async function setUp(t: ExecutionContext) {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body } = await tenant.call('GET', '/purposes');
  const marketing = body.data.find((one: { key: string }) => one.key === 'marketing');
  const rename = async (patch: Record<string, unknown> = NEW) =>
    t.is((await tenant.call('PATCH', `/purposes/${marketing.id}`, patch)).status, 200);
  const agrees = (address: string, channel: 'email' | 'sms' = 'email') =>
    grantConsent(api.services, tenant.context, { channel, address, purpose: 'marketing' });
  const send = async (email: string, more: Record<string, unknown> = {}): Promise<string> => {
    const sent = await tenant.call('POST', '/messages/send_with_consent', {
      email,
      channel: 'email',
      purpose: 'marketing',
      template: { subject: 'News', body: BODY },
      ...more,
    });
    t.is(sent.status, 202, JSON.stringify(sent.body));
    return sent.body.id;
  };
  const text = async (id: string) => (await wordsOf(api.services, tenant.context, id))?.text ?? '';
  return { api, tenant, old: String(marketing.name), rename, agrees, send, text };
}

test('“why” and the text of a message name the purpose that its person agreed to, whatever it is called now', async (t) => {
  const { tenant, old, rename, agrees, send, text } = await setUp(t);
  await agrees('old@example.com');
  const before = await send('old@example.com');
  const why = async (id: string) => (await tenant.call('GET', `/messages/${id}/why`)).body.answer;
  const said = await why(before);
  t.true(said.includes(`“${old}”`));
  await rename();
  t.is(await why(before), said);
  await agrees('new@example.com');
  const [after, fresh] = [await send('old@example.com'), await send('new@example.com')];
  t.true((await text(after)).includes(`agreed to ${old}`));
  t.true((await why(after)).includes(`“${old}”`));
  t.true((await text(fresh)).includes(`agreed to ${NEW.name}`));
  t.true((await why(fresh)).includes(`“${NEW.name}”`));
  // Alone, with an option of its own, as well as together.
  const alone = await send('old@example.com', { fallback: { channel: 'sms', template: { body: 'You agreed to {{ purpose.name }}. {{ opt_out }}' } } }); // prettier-ignore
  t.true((await text(alone)).includes(`agreed to ${old}`));
});

test('a question that waits is about the name it was asked with, also in the message that waits for the yes', async (t) => {
  const { old, rename, send, text } = await setUp(t);
  await send('asked@example.com', { if_no_consent: 'request' });
  await rename();
  const second = await send('asked@example.com', { if_no_consent: 'request' });
  t.true((await text(second)).includes(`agreed to ${old}`));
});

test('the copy, the preference center, the way out and the question to stay name it so', async (t) => {
  const { api, tenant, old, rename, agrees, send, text } = await setUp(t);
  const { contactId } = await agrees('ann@example.com');
  const id = await send('ann@example.com');
  await rename({ ...NEW, expires_after_days: 30, renew_before_days: 20 });
  const keys = await api.services.keyring.keys(tenant.context);
  const person = { channel: 'email' as const, address: 'ann@example.com' };
  const subject = { contactId, addresses: [asSubjectAddress(keys, person)] };
  await api.services.db.withTenant(tenant.context, async (trx) => {
    const one = { services: api.services, ctx: tenant.context, keys, subject, language: 'en' };
    const held = await consents.page(one, trx, START);
    t.like(held.rows[0], { purpose: 'marketing', purpose_name: old });
    await trx('consents').update({ expires_at: trx.raw(`now() + interval '5 days'`) });
  });
  const link = { tenantId: tenant.context.tenantId, messageId: id };
  const links = optOutLinks('', keys, link);
  const center = await describePreferences(api.services, tokenOf(links.preferences_url), () => 'en'); // prettier-ignore
  t.is(center?.preferences.find((one) => one.key === 'marketing')?.name, old);
  const out = await describeUnsubscribe(api.services, tokenOf(links.unsubscribe_url), () => 'en');
  t.is(out?.purpose, old);
  t.is(await renewCohort(api.services, tenant.context), 1);
  const renewal = await api.services.db.withTenant(tenant.context, (trx) =>
    trx('renewals').first('message_id'),
  );
  t.true((await text(renewal.message_id)).includes(old));
});

test('a campaign names to each person what they agreed to, also when the purpose is renamed in the middle', async (t) => {
  const { api, tenant, old, rename, agrees } = await setUp(t);
  const { services } = api;
  const ctx = tenant.context;
  const dir = await mkdtemp(join(tmpdir(), 'assent-renamed-'));
  const inbox = openInbox(join(dir, 'inbox.sqlite'));
  const mail = await startMailReceiver({ port: 0, inbox });
  const smtpUrl = `smtp://127.0.0.1:${mail.port}`;
  const email = createPipelinedEmail({ url: smtpUrl });
  t.teardown(async () => {
    await email.close();
    await mail.close();
    inbox.close();
    await rm(dir, { recursive: true, force: true });
  });
  const deps = {
    services,
    email,
    sms: { send: async () => ({ status: 'unknown' as const, code: 'not_used' }) },
    mailFrom: 'Test <hello@assent.example>',
    smtpUrl,
    logger: createLogger('test', 'silent'),
  };
  const tagged = (address: string) =>
    tenant.call('POST', '/contacts', { email: address, tags: ['all'] });
  await tagged('old@example.com');
  await agrees('old@example.com');
  const one = await approvedCampaign(services, ctx, { tag: 'all', body: BODY });
  await rename();
  await tagged('new@example.com');
  await agrees('new@example.com');
  await campaignProcess(deps, ctx).run(one);
  mail.flush();
  const { data } = await inbox.list({ limit: 10 });
  const texts = new Map(data.map((it) => [it.to, it.text ?? '']));
  t.true(texts.get('old@example.com')?.includes(`agreed to ${old}`));
  t.true(texts.get('new@example.com')?.includes(`agreed to ${NEW.name}`));
  // Written again for a copy, it says the same.
  await rename({ name: 'Third name' });
  const rows = await services.db.withTenant(ctx, (trx) =>
    trx('messages').where({ campaign_id: one.id }).select('id'),
  );
  for (const { id } of rows) {
    const again = await campaignWords(services, ctx, one.id, id);
    t.true(again?.text.includes(`agreed to ${again.to.startsWith('old') ? old : NEW.name}`));
  }
});
