import test from 'ava';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { verifyAudit } from '#domain/audit-log/verify-audit.ts';
import type { Context, Services } from '#domain/context.ts';
import { RETENTION_KINDS } from '#domain/retention/kinds.ts';
import { KINDS } from '#domain/retention/terms.ts';
import { testContext, testServices } from '../../_support/services.ts';
import { fillTenant, keep, removed, runAt } from '../../_support/retention.ts';
import { tenantRows } from '../../_support/tenant-rows.ts';

/** What one filling loses, kind by kind. */
const EXPECTED: Record<string, number> = {
  verifications: 3,
  consent_proof: 1,
  message_content: 1,
  inbound_messages: 1,
  messages: 2,
  import_files: 3,
  privacy_exports: 1,
  privacy_requests: 1,
  idempotency_answers: 1,
  form_tickets: 1,
  assistant_conversations: 2,
  visitor_conversations: 2,
  assistant_calls: 1,
  contacts: 1,
};

const count = (services: Services, ctx: Context, table: string): Promise<number> =>
  services.db.withTenant(ctx, async (trx) => {
    const [row] = await trx(table).count('* as n');
    return Number(row?.['n']);
  });

for (const kind of RETENTION_KINDS.filter((one) => one !== 'audit_log')) {
  test(`${kind}: goes on its day and not before; what a dry run says is what goes`, async (t) => {
    const services = await testServices(t);
    const ctx = await testContext(services);
    await fillTenant(services, ctx);
    if (kind === 'contacts') await keep(services, ctx, kind, 100);
    const days = KINDS[kind].keepDays ?? 100;
    const before = await runAt(services, ctx, days - 0.1, true);
    t.is(removed(before)[kind], undefined, 'the day before');
    const dry = await runAt(services, ctx, days + 0.1, true);
    t.is(removed(dry)[kind], EXPECTED[kind], 'would go');
    const real = await runAt(services, ctx, days + 0.1);
    t.deepEqual(removed(real), removed(dry));
    const again = await runAt(services, ctx, days + 0.1);
    t.is(removed(again)[kind], undefined, 'gone for good');
  });
}

test('years pass: year after year what is due goes, and in the end the bar of the withdrawal stays', async (t) => {
  const services = await testServices(t);
  const [ctx, other] = [await testContext(services), await testContext(services)];
  await fillTenant(services, ctx);
  await fillTenant(services, other);
  const untouched = await tenantRows(other.tenantId);
  await keep(services, ctx, 'contacts', 365);
  const gone: Record<string, number>[] = [];
  for (let year = 1; year <= 9; year++) {
    await sealAudit(services, ctx);
    await publishSeals(services, ctx);
    const dry = await runAt(services, ctx, year * 365.25 + 1, true);
    const real = await runAt(services, ctx, year * 365.25 + 1);
    t.deepEqual(removed(real), removed(dry), `year ${year}`);
    gone.push(removed(real));
  }
  t.deepEqual(gone[0], {
    verifications: 3, import_files: 3, privacy_exports: 1, idempotency_answers: 1, form_tickets: 1, contacts: 1,
    assistant_conversations: 2,
    visitor_conversations: 2,
  }); // prettier-ignore
  t.deepEqual(gone[1], { message_content: 1, inbound_messages: 1, assistant_calls: 1 });
  t.deepEqual(gone[2], { messages: 2, privacy_requests: 1 });
  t.deepEqual(gone[3], { consent_proof: 1 });
  t.deepEqual([gone[4], gone[5]], [{}, {}]);
  t.true((gone[7]?.['audit_log'] ?? 0) > 0);
  t.is(await count(services, ctx, 'messages'), 0);
  t.is(await count(services, ctx, 'verification_sends'), 0);
  t.is(await count(services, ctx, 'contacts'), 0);
  await services.db.withTenant(ctx, async (trx) => {
    const [consent] = await trx('consents').select('*');
    t.like(consent, { state: 'withdrawn', address_enc: null, contact_id: null });
    t.truthy(consent.withdrawn_at);
    const events = await trx('consent_events').select('*');
    t.true(events.every((e) => !e.ip_enc && !e.user_agent_enc && !e.evidence_enc && !e.form_url));
  });
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);
  const verified = await verifyAudit(services, ctx);
  t.like(verified, { ok: true });
  t.deepEqual(await tenantRows(other.tenantId), untouched, 'another organisation');
});
