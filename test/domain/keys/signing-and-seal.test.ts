import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { readPublished } from '#domain/audit/published.ts';
import { verifyAudit } from '#domain/audit-log/verify-audit.ts';
import { checkReceipt } from '#domain/receipts/check-receipt.ts';
import { makeReceipt } from '#domain/receipts/make-receipt.ts';
import type { Context, Services } from '#domain/context.ts';
import { readMailToken, signMailToken } from '#domain/feedback/mail-token.ts';
import { newTicket, useTicket } from '#domain/forms/ticket.ts';
import { advanceRotation } from '#domain/keys/rotation-steps.ts';
import type { RotatedKind } from '#domain/keys/contract.ts';
import { startRotation } from '#domain/keys/start-rotation.ts';
import { readLink, signLink } from '#domain/signed-links/links.ts';
import { codeHmac } from '#domain/verification/code.ts';
import { isSignedBy } from '#domain/keyring/keyring.ts';
import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../../_support/services.ts';
import { grantConsent } from '../../_support/consent.ts';

const NOW = { aheadMs: 0, settleMs: 0 };

async function rotate(services: Services, ctx: Context, kind: RotatedKind) {
  const { id } = await startRotation(services, ctx, { kind, keep_days: 30 }, NOW);
  await services.keyring.refresh();
  let now = await advanceRotation(services, ctx, id);
  while (now.status === 'announced') {
    await sleep(now.waitMs);
    now = await advanceRotation(services, ctx, id);
  }
  return { id, ...now };
}

test('links, mail tokens, forms and codes made before a signing key was replaced work until it goes', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const { tenantId } = ctx;
  const keys = await services.keyring.keys(ctx);
  const target = { tenantId, id: newId() };
  const form = { tenantId, id: newId(), difficulty: 'low' as const };
  const v = { tenant_id: tenantId, id: newId(), purpose: 'login', address_bidx: Buffer.alloc(32) };
  const made = async () => ({
    link: signLink(keys, 'unsubscribe', target),
    mail: signMailToken(keys, 'unsubscribe', { ...target, what: 'message' }),
    ticket: await newTicket(keys, form, new Date()),
    code: codeHmac(keys.signing, v, '123456'),
  });
  const old = await made();
  const { id, status, waitMs } = await rotate(services, ctx, 'signing');
  t.is(status, 'keeping');
  t.true(waitMs > 29 * 86_400_000);
  const fresh = await made();
  t.not(fresh.link, old.link);
  // A person takes some seconds.
  const later = new Date(Date.now() + 10_000);
  for (const one of [old, fresh]) {
    t.truthy(await readLink(services.keyring, 'unsubscribe', one.link));
    t.truthy(await readMailToken(services, 'unsubscribe', one.mail));
    t.true(isSignedBy(keys, one.code, (key) => codeHmac(key, v, '123456')));
    t.false(isSignedBy(keys, one.code, (key) => codeHmac(key, v, '123457')));
    const sent = { altcha: '', ticket: one.ticket };
    const proof = (trx: Trx) => useTicket(trx, keys, form, sent, later);
    t.is(await services.db.withTenant(ctx, proof), 'ticket');
  }

  // The thirty days are over.
  await services.db.withTenant(ctx, (trx) =>
    trx('key_rotations').where({ id }).update({ keep_until: new Date() }),
  );
  t.like(await advanceRotation(services, ctx, id), { done: true, status: 'completed' });
  await services.keyring.refresh();
  t.is(await readLink(services.keyring, 'unsubscribe', old.link), null);
  t.is(await readMailToken(services, 'unsubscribe', old.mail), null);
  t.truthy(await readLink(services.keyring, 'unsubscribe', fresh.link));
});

test('seals and receipts hold across a change of the seal key, and the change is under a seal itself', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const person = { channel: 'email', purpose: 'marketing' } as const;
  await grantConsent(services, ctx, { ...person, address: 'before@example.com' });
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);
  t.like(await rotate(services, ctx, 'seal'), { done: true });
  await services.keyring.refresh();
  await grantConsent(services, ctx, { ...person, address: 'after@example.com' });
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);

  t.like(await verifyAudit(services, ctx), { ok: true, seals: 2, published: 2 });
  const files = [
    await readPublished(services, ctx.tenantId, 1),
    await readPublished(services, ctx.tenantId, 2),
  ];
  t.deepEqual(files.map((file) => file?.seal.key_version), [1, 2]); // prettier-ignore
  t.not(files[0]?.public_key, files[1]?.public_key);
  const consents: { id: string }[] = await services.db.withTenant(ctx, (trx) =>
    trx('consents').orderBy('created_at').select('id'),
  );
  for (const [i, { id }] of consents.entries()) {
    const receipt = await makeReceipt(services, ctx, id, { address: true });
    t.is(receipt.publicKey, files[i]?.public_key ?? '');
    t.true(checkReceipt(receipt, files[i]?.public_key ?? '').ok);
    t.false(checkReceipt(receipt, files[1 - i]?.public_key ?? '').ok);
  }
  const { rows } = await services.db.withTenant(ctx, (trx) =>
    trx.raw<{ rows: { action: string }[] }>(
      `select a.action from audit_log a join audit_leaves l on l.tenant_id = a.tenant_id and l.entry_id = a.id
       where a.action like 'key_rotation.%' order by a.seq`,
    ),
  );
  t.deepEqual(rows.map((row) => row.action), ['key_rotation.started', 'key_rotation.completed']); // prettier-ignore
});
