import test from 'ava';
import pg from 'pg';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { claimOutbox } from '#domain/messaging/claim.ts';
import { loadConfig } from '#lib/config.ts';
import type { ExecutionContext } from 'ava';
import { testApi } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';

const owner = async (sql: string, values: unknown[]) => {
  const client = new pg.Client(loadConfig().DATABASE_URL);
  await client.connect();
  await client.query(sql, values);
  await client.end();
};

async function sentMessage(t: ExecutionContext) {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const address = 'amina@example.com';
  const { eventId, contactId } = await grantConsent(api.services, tenant.context, {
    channel: 'email',
    address,
    purpose: 'marketing',
  });
  const { body: message } = await tenant.call('POST', '/messages/send_with_consent', {
    email: address,
    channel: 'email',
    purpose: 'marketing',
    template: { subject: 'News', body: '<p>News</p><a href="{{ unsubscribe_url }}">Stop</a>' },
  });
  await claimOutbox(api.services, tenant.context, 10);
  const seal = async () => {
    await sealAudit(api.services, tenant.context);
    await publishSeals(api.services, tenant.context);
  };
  const why = async (query = '') =>
    (await tenant.call('GET', `/messages/${message.id}/why${query}`)).body;
  return { api, tenant, address, eventId, contactId, id: String(message.id), seal, why };
}

test('why a message went out: the decision, the consent event it rests on, and proofs that hold', async (t) => {
  const { why, seal, eventId } = await sentMessage(t);
  const before = await why();
  t.is(before.outcome, 'waiting', JSON.stringify(before));
  t.is(before.basis.id, eventId);
  t.deepEqual([...new Set(before.proofs.map((p: { state: string }) => p.state))], ['waiting']);
  t.false(before.proven);
  await seal();
  const after = await why();
  t.true(after.proven);
  t.deepEqual(
    after.proofs.map((p: { about: string; state: string }) => [p.about, p.state]),
    [
      ['decision', 'verified'],
      ['consent', 'verified'],
    ],
  );
  t.true(after.proofs.every((p: { seal: { published: boolean } }) => p.seal.published));
});

test('what the owner of the database changed is named', async (t) => {
  const { why, seal, eventId, id } = await sentMessage(t);
  await seal();
  await owner(`update consent_events set source = 'keyword' where id = $1`, [eventId]);
  const altered = await why();
  t.is(
    altered.proofs.find((p: { about: string }) => p.about === 'consent').state,
    'record_changed',
  );
  await owner(
    `update audit_log set detail = detail || '{"reason":"forged"}' where entity_id = $1`,
    [id],
  );
  const forged = await why();
  t.is(forged.proofs.find((p: { about: string }) => p.about === 'decision').state, 'entry_changed');
  await owner(`delete from audit_log where entity_id = $1`, [id]);
  const gone = await why();
  t.is(gone.proofs.find((p: { about: string }) => p.about === 'decision').state, 'entry_missing');
  t.false(gone.proven);
});

test('evidence and address are masked unless revealed, which is audited', async (t) => {
  const { why, tenant, id, address } = await sentMessage(t);
  t.is((await why()).to, 'a•••@example.com');
  t.is((await why('?reveal=true')).to, address);
  const audit = await tenant.call('GET', `/audit?entity_type=message&entity_id=${id}`);
  t.true(audit.body.data.some((row: { action: string }) => row.action === 'message.revealed'));
});
