import { MockActivityEnvironment } from '@temporalio/testing';
import test from 'ava';
import type { InvitationClock } from '#domain/invitations/clock.ts';
import { readLink } from '#domain/signed-links/links.ts';
import { LEDGER_PROCESSES } from '#domain/workflows/ledger/index.ts';
import { loadConfig } from '#lib/config.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { createIdentityActivities } from '../../activities/identity/index.ts';
import { identityServer } from '../_support/identity.ts';
import { asOwner } from '../_support/installations.ts';
import { mailServer } from '../_support/mail-deps.ts';

const byHand = (sql: string, ...values: unknown[]) =>
  asOwner({ databaseUrl: loadConfig().DATABASE_URL }, sql, values);

test('the link is mailed once for each version; the reminder once; an end is noted; the row is deleted', async (t) => {
  const server = await identityServer(t);
  const mail = await mailServer(t);
  const owner = await server.signUp();
  const other = await server.signUp();
  const email = `invited-${newId()}@example.com`;
  const made = await owner.call('POST', '/invitations', { email, role: 'viewer' });
  const input = { tenantId: owner.organization.id, id: made.body.id };
  const acts = createIdentityActivities(mail.deps(server.services));
  type Act = (of: typeof input) => Promise<InvitationClock>;
  const run = (act: Act, of = input) =>
    new MockActivityEnvironment().run<[typeof input], InvitationClock, Act>(act, of);
  const standing = () =>
    server.services.db.withTenant({ tenantId: tenantId(input.tenantId) }, (trx) => LEDGER_PROCESSES.invitation.standing(trx, input.id));

  t.like(await standing(), { step: 'mailing_link', open: true });
  const first = await run(acts.mailInvitation);
  t.like(first, { status: 'pending', version: 1, reminded: false });
  t.true(first.endsInMs > 6.9 * 86_400_000 && first.remindInMs < 4 * 86_400_000 + 1000);
  await run(acts.mailInvitation);
  t.is(await mail.got(email), 1);
  t.like(await standing(), { step: 'waiting_for_acceptance', counts: { links_sent: 1 } });
  t.is((await owner.call('GET', '/invitations')).body.data[0].mail, 'sent');
  // An activity for another organization finds nothing.
  t.is((await run(acts.mailInvitation, { tenantId: other.organization.id, id: input.id })).status, 'gone');

  t.false((await run(acts.remindInvited)).reminded, 'not yet');
  t.is((await run(acts.expireInvitation)).status, 'pending', 'not yet');
  await owner.call('POST', `/invitations/${input.id}/resend`);
  t.is((await run(acts.mailInvitation)).version, 2);
  t.is(await mail.got(email), 2);
  await byHand(`update auth.invitation set "expiresAt" = now() + interval '2 days' where id = $1`, input.id);
  t.true((await run(acts.remindInvited)).reminded);
  await run(acts.remindInvited);
  t.is(await mail.got(email), 3);
  t.like(await standing(), { step: 'reminded' });
  await byHand(`update auth.invitation set "expiresAt" = now() - interval '1 hour' where id = $1`, input.id);
  t.is((await run(acts.expireInvitation)).status, 'expired');
  t.is((await run(acts.forgetInvitation)).status, 'expired', 'not yet');
  t.like(await standing(), { step: 'waiting_for_deletion' });
  await byHand(`update auth.invitation set "endedAt" = now() - interval '31 days' where id = $1`, input.id);
  t.is((await run(acts.forgetInvitation)).status, 'gone');
  t.deepEqual((await owner.call('GET', '/invitations')).body.data, []);
  const log = await owner.call('GET', `/audit?entity_id=${input.id}`);
  t.deepEqual(
    log.body.data.map((one: { action: string }) => one.action),
    ['invitation.deleted', 'invitation.expired', 'invitation.reminded', 'invitation.resent', 'invitation.created'],
  );
}); // prettier-ignore

test('the mail names who invites, to what, what the role may do, until when, and has the one link', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const sent: { text: string; html: string; subject: string }[] = [];
  const mail = await mailServer(t);
  const deps = mail.deps(server.services);
  const acts = createIdentityActivities({
    ...deps,
    email: { ...deps.email, send: async (message) => {
      sent.push({ text: message.text, html: message.html ?? '', subject: message.subject });
      return { status: 'accepted', providerMessageId: 'x' };
    } },
  });
  const made = await owner.call('POST', '/invitations', { email: `invited-${newId()}@example.com`, role: 'admin' });
  const input = { tenantId: owner.organization.id, id: made.body.id };
  await new MockActivityEnvironment().run(acts.mailInvitation, input);
  const [{ text, subject } = { text: '', subject: '' }] = sent;
  t.is(subject, 'Test Owner invites you to Test Organization');
  t.regex(text, /As an admin you may do everything except appoint owners/);
  t.regex(text, /The link works until \w+day, \w+ \d+, \d{4} \(UTC\), 7 days from now/);
  t.regex(text, /You do not know Test Owner or Test Organization\? Then do nothing/);
  const [, token = ''] = /\/invitations\/accept\/([\w-]+)/.exec(text) ?? [];
  t.like(await readLink(server.services.keyring, 'invitation', token), { id: input.id, extra: '1' });
}); // prettier-ignore
