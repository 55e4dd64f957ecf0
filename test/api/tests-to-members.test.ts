import test, { type ExecutionContext } from 'ava';
import { systemContext } from '#domain/context.ts';
import { restSender } from '#domain/senders/sender-rests.ts';
import { loadConfig } from '#lib/config.ts';
import { tenantId } from '#lib/ids.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { identityServer, type SignedUp } from '../_support/identity.ts';
import { asOwner } from '../_support/installations.ts';
import { codeForMember, proveForMember } from '../_support/member-address.ts';
import { localProviders } from '../_support/providers.ts';

const NEWS = {
  channel: 'email',
  category: 'promotional',
  subject: 'News for {{ contact.first_name }}',
  body: '<p>{{ variables.message }} <a href="https://shop.example/sale">Sale</a></p>',
};

async function setUp(t: ExecutionContext) {
  const server = await identityServer(t);
  const providers = await localProviders(t, server.services);
  const owner = await server.signUp();
  const ctx = systemContext(tenantId(owner.organization.id));
  const made = await owner.call('POST', '/templates', { name: 'Our own news', ...NEWS });
  const rows = (table: string): Promise<{ tenant_id: string }[]> =>
    server.services.db.withTenant(ctx, (trx) => trx(table).select('*'));
  /** All that counts or follows messages. */
  const counted = async () => {
    const found: Record<string, number> = {};
    for (const table of ['messages', 'message_events', 'outbox', 'tallies', 'tally_changes', 'frequency_uses', 'consents', 'consent_events', 'contacts', 'suppressions']) {
      found[table] = (await rows(table)).length;
    } // prettier-ignore
    return found;
  };
  const drain = () => drainTenant(providers.deps, ctx.tenantId);
  return { server, owner, ctx, ...providers, template: made.body.id, rows, counted, drain };
}

test('a member gets a template at their own proved address: marked, without consent, counted nowhere', async (t) => {
  const { server, owner, lastTo, template, rows, counted, drain } = await setUp(t);
  const path = `/templates/${template}/test`;
  const before = await owner.call('POST', path, {});
  t.is(before.status, 409);
  t.regex(before.body.detail, /Prove the e-mail address of your account/);
  await proveForMember(server, owner);
  const counts = await counted();
  const braces = await owner.call('POST', path, { variables: { message: '{{ contact.name }}' } });
  t.like(braces, { status: 422, body: { errors: [{ path: 'variables.message' }] } });
  const sent = await owner.call('POST', path, { variables: { message: 'Hello there' } });
  t.is(sent.status, 202, JSON.stringify(sent.body));
  t.like(sent.body, { status: 'queued', channel: 'email', template_id: template });
  t.is(await drain(), 1);
  const mail = await lastTo(owner.email);
  t.is(mail?.subject, '[Test] News for Amina');
  t.regex(mail?.text ?? '', /Hello there Sale <https:\/\/shop\.example\/sale>/);
  t.true(mail?.html?.includes('href="https://shop.example/sale"'), 'no link is followed');
  t.false(/\/t\/[co]\//.test(mail?.html ?? ''));
  t.is(mail?.headers?.['list-unsubscribe'], undefined);
  t.deepEqual(await counted(), counts);
  const [kept] = await rows('test_messages');
  t.like(kept, { status: 'sent', content_enc: null });
  const { data } = (await owner.call('GET', '/users/me/tests')).body;
  t.like(data[0], { id: sent.body.id, status: 'sent', error_code: null });
  t.is(await drain(), 0, 'once');
  const audit = (await owner.call('GET', '/audit?action=template.test_sent')).body.data;
  t.like(audit[0], { entity_id: template });
});

test('a campaign’s message, with its own values and those of its purpose, leaves the campaign as it is', async (t) => {
  const { server, owner, lastTo, template, counted, drain } = await setUp(t);
  const draft = { name: 'Sale', channel: 'email', purpose: 'marketing', audience: { tags: ['x'] } };
  const { body: bare } = await owner.call('POST', '/campaigns', draft);
  t.is((await owner.call('POST', `/campaigns/${bare.id}/test`, {})).status, 409);
  const { body: campaign } = await owner.call('POST', '/campaigns', { ...draft, template_id: template, variables: { message: 'Half the price' } }); // prettier-ignore
  await proveForMember(server, owner);
  const counts = await counted();
  const sent = await owner.call('POST', `/campaigns/${campaign.id}/test`);
  t.is(sent.status, 202, JSON.stringify(sent.body));
  await drain();
  const mail = await lastTo(owner.email);
  t.is(mail?.subject, '[Test] News for Amina');
  t.regex(mail?.text ?? '', /Half the price/);
  t.regex(mail?.text ?? '', /You receive this because you agreed to News and offers/);
  t.deepEqual(await counted(), counts);
  const after = (await owner.call('GET', `/campaigns/${campaign.id}`)).body;
  t.like(after, { status: 'draft', version: campaign.version });
});

test('texts go to a number that the member proved, marked at the beginning', async (t) => {
  const { server, owner, lastTo, drain } = await setUp(t);
  const text = { channel: 'sms', category: 'promotional', body: 'Sale today' };
  const { body } = await owner.call('POST', '/templates', { name: 'Text', ...text });
  t.is((await owner.call('POST', `/templates/${body.id}/test`, {})).status, 409);
  const phone = '+12015550177';
  for (const wrong of ['', 'nobody', undefined]) {
    const answer = await owner.call('POST', '/users/me/addresses', { channel: 'sms', phone: wrong }); // prettier-ignore
    t.like(answer, { status: 422 });
    t.is(answer.body.errors[0].path, 'phone');
  }
  await proveForMember(server, owner, { channel: 'sms', phone });
  t.is((await owner.call('POST', `/templates/${body.id}/test`, {})).status, 202);
  await drain();
  t.is((await lastTo(phone))?.text, '[Test] Sale today\nReply STOP to opt out');
});

test('to nobody else: other addresses, wrong codes, keys of nobody, viewers, a changed account', async (t) => {
  const { server, owner, template, rows, ctx } = await setUp(t);
  const path = `/templates/${template}/test`;
  t.is((await owner.call('POST', path, { to: 'victim@example.com' })).status, 422);
  const emailed = { channel: 'email', phone: 'victim@example.com' };
  t.is((await owner.call('POST', '/users/me/addresses', emailed)).status, 422);
  t.is((await owner.call('POST', '/users/me/addresses/check', { channel: 'email', code: '123456' })).status, 409); // prettier-ignore
  const code = await codeForMember(server, owner);
  const wrong = code === '123456' ? '654321' : '123456';
  const tried = await owner.call('POST', '/users/me/addresses/check', { channel: 'email', code: wrong }); // prettier-ignore
  t.is(tried.status, 422);
  t.regex(tried.body.errors[0].message, /is not the one we sent; \d attempts are left/);
  t.is((await owner.call('POST', path, {})).status, 409);
  t.like(await owner.call('POST', '/users/me/addresses/check', { channel: 'email', code }), { status: 200, body: { proved: true, address: owner.email } }); // prettier-ignore
  t.is((await owner.call('POST', '/users/me/addresses', { channel: 'email' })).status, 409);

  const organizationKey = await owner.call('POST', '/api-keys', { name: 'shop', scopes: ['messages:send'], belongs_to: 'organization' }, { authorization: '', cookie: owner.cookie, origin: server.url }); // prettier-ignore
  const byKey = { authorization: `Bearer ${organizationKey.body.key}` };
  t.is((await server.call('POST', path, {}, byKey)).status, 403);
  const colleague: SignedUp = await server.signUp();
  await server.addMember(colleague.userId, ctx.tenantId, 'viewer');
  t.is((await colleague.call('POST', path, {})).status, 404);

  const [config, moved] = [loadConfig(), `moved-${owner.email}`];
  const own = { databaseUrl: config.DATABASE_URL };
  await asOwner(own, `update auth."user" set email = $2 where id = $1`, [owner.userId, moved]);
  t.like((await owner.call('GET', '/users/me/addresses')).body.data[0], { address: moved, proved: false }); // prettier-ignore
  t.is((await owner.call('POST', path, {})).status, 409);
  t.is((await rows('member_addresses')).length, 1);
  await server.removeMember(owner.userId);
  t.is((await rows('member_addresses')).length, 0);
});

test('there is an end to tests in an hour', async (t) => {
  const { server, owner, template } = await setUp(t);
  await proveForMember(server, owner);
  const statuses: number[] = [];
  let last: Headers | undefined;
  for (let i = 0; i < 31; i++) {
    const answer = await owner.call('POST', `/templates/${template}/test`, {});
    statuses.push(answer.status);
    last = answer.headers;
  }
  t.deepEqual(statuses, [...Array.from({ length: 30 }, () => 202), 429]);
  t.true(Number(last?.get('retry-after')) > 0);
});

test('while the provider wants nothing from the organisation a test waits, too', async (t) => {
  const { server, owner, ctx, lastTo, template, rows, drain } = await setUp(t);
  await proveForMember(server, owner);
  await restSender(server.services, ctx, 'email', { code: '421', retryAfterMs: 600_000 });
  t.is((await owner.call('POST', `/templates/${template}/test`, {})).status, 202);
  t.is(await drain(), 0);
  t.like(await rows('test_messages'), [{ status: 'queued' }]);
  await server.services.db.withTenant(ctx, (trx) =>
    trx('sender_rests').update({ until: trx.fn.now() }),
  );
  t.is(await drain(), 1);
  t.regex((await lastTo(owner.email))?.subject ?? '', /^\[Test\]/);
});
