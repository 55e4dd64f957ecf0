import { gunzipSync } from 'node:zlib';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import type { Context, Services } from '#domain/context.ts';
import { decryptStream } from '#domain/encryption/encrypted-stream.ts';
import { advanceRun } from '#domain/retention/advance-run.ts';
import { changePolicies } from '#domain/retention/change-policies.ts';
import type { RetentionKind } from '#domain/retention/kinds.ts';
import type { RunView } from '#domain/retention/run-row.ts';
import { getRun } from '#domain/retention/read-runs.ts';
import { startRun } from '#domain/retention/start-run.ts';
import { personKeys, encryptPersonal } from '#domain/encryption/person-keys.ts';
import { encryptValue } from '#domain/encryption/personal.ts';
import { newId } from '#lib/ids.ts';
import { onClock } from './clock.ts';
import { grantConsent, stopConsent } from './consent.ts';

export const DAY_MS = 86_400_000;

/** Data of an organisation after a day: of every kind something that ages. Everything is created now. */
export type Filled = { contactId: string; email: string; messageId: string; importKey: string };

export async function fillTenant(services: Services, ctx: Context): Promise<Filled> {
  const keys = await services.keyring.keys(ctx);
  const email = `${newId()}@example.com`;
  const person = { channel: 'email', address: email, purpose: 'marketing' } as const;
  const { contactId, eventId } = await grantConsent(services, ctx, person);
  await stopConsent(services, ctx, person);
  const tenant_id = ctx.tenantId;
  const importKey = `${tenant_id}/imports/${newId()}`;
  const exportKey = `${tenant_id}/exports/${newId()}`;
  for (const key of [importKey, exportKey]) await services.files.write(key, once('something'));
  const messageId = newId();
  await services.db.withTenant(ctx, async (trx) => {
    const { address_bidx } = await trx('consents').where({ contact_id: contactId }).first();
    const persons = await personKeys(trx, keys, [address_bidx]);
    const sealFor = (table: string, id: string, column: string, value: string) =>
      encryptPersonal(
        persons.of(address_bidx),
        { tenantId: ctx.tenantId, table, id, column },
        value,
      );
    const of = { tenant_id, contact_id: contactId, channel: 'email', address_bidx };

    await trx('messages').insert({
      ...of,
      id: messageId,
      content_enc: sealFor('messages', messageId, 'content', '{"body":"hello"}'),
      status: 'delivered',
      consent_event_id: eventId,
      provider_message_id: newId(),
    });
    await trx('message_events').insert({ tenant_id, message_id: messageId, type: 'sent', detail: { a: 1 } }); // prettier-ignore
    for (const message_id of [messageId, null]) {
      const report = { tenant_id, id: newId(), report_key: `mail:${newId()}`, kind: 'delivery' };
      await trx('mail_reports').insert({
        ...report,
        address_bidx,
        message_id,
        occurred_at: trx.fn.now(),
      });
    }

    for (const rests of [true, false]) {
      const id = newId();
      await trx('verifications').insert({
        ...of,
        id,
        to_enc: encryptValue(keys, { tenantId: ctx.tenantId, table: 'verifications', id, column: 'to' }, email), // prettier-ignore
        status: 'approved',
        expires_at: trx.fn.now(),
        finished_at: trx.fn.now(),
        workflow_id: `verification:${id}`,
      });
      await trx('verification_sends').insert({ tenant_id, verification_id: id, address_bidx, channel: 'email' }); // prettier-ignore
      if (!rests) continue;
      const { id: consent_id } = await trx('consents').where({ contact_id: contactId }).first();
      await trx('verification_consents').insert({ tenant_id, verification_id: id, consent_id, request_event_id: eventId }); // prettier-ignore
    }

    const inbound = newId();
    await trx('inbound_messages').insert({
      ...of,
      id: inbound,
      provider_message_id: newId(),
      from_enc: sealFor('inbound_messages', inbound, 'from', email),
      body_enc: sealFor('inbound_messages', inbound, 'body', 'leave me alone'),
      wish: 'perhaps_stop',
    });
    const review = newId();
    await trx('consent_reviews').insert({
      ...of,
      id: review,
      inbound_message_id: inbound,
      address_enc: encryptValue(keys, { tenantId: ctx.tenantId, table: 'consent_reviews', id: review, column: 'address' }, email), // prettier-ignore
      status: 'dismissed',
      received_at: trx.fn.now(),
      due_at: trx.fn.now(),
      decided_at: trx.fn.now(),
      workflow_id: `review:${review}`,
    });

    const imported = newId();
    await trx('imports').insert({
      tenant_id,
      id: imported,
      status: 'failed',
      file_key: importKey,
      file_size: 9,
      columns: '[]',
      mapping: '{}',
      sample_enc: encryptValue(keys, { tenantId: ctx.tenantId, table: 'imports', id: imported, column: 'sample' }, '[]'), // prettier-ignore
      finished_at: trx.fn.now(),
    });
    await trx('import_errors').insert({ tenant_id, import_id: imported, row: 1, message: 'is no address' }); // prettier-ignore
    const blocks = newId();
    await trx('suppression_imports').insert({ tenant_id, id: blocks, status: 'completed', reason: 'admin', finished_at: trx.fn.now() }); // prettier-ignore
    await trx('suppression_import_errors').insert({ tenant_id, import_id: blocks, row: 1, message: 'is no address' }); // prettier-ignore

    await trx('privacy_exports').insert({
      tenant_id,
      contact_id: contactId,
      status: 'ready',
      file_key: exportKey,
      ready_at: trx.fn.now(),
      asked_by_type: 'user',
      workflow_id: `privacy-export:${newId()}`,
    });
    const request = { tenant_id, kind: 'export', channel: 'email', address_bidx };
    await trx('privacy_requests').insert([
      { ...request, id: newId(), status: 'unproven' },
      { ...request, id: newId(), status: 'done', due_at: trx.fn.now(), decided_at: trx.fn.now() },
    ]);
    await trx('idempotency_keys').insert({ tenant_id, key: newId(), operation: 'x', body_hash: Buffer.from('a') }); // prettier-ignore
    const conversation = newId();
    const asker = { actor_type: 'user', actor_id: newId() };
    for (const [id, feature, by] of [[conversation, 'chat', asker], [newId(), 'widget', { actor_type: 'person', actor_id: null }]] as const) {
      await trx('assistant_conversations').insert({ tenant_id, id, feature, ...by });
      const question = newId();
      await trx('assistant_messages').insert({
        tenant_id,
        id: question,
        conversation_id: id,
        role: 'user',
        place: 1,
        status: 'done',
        content_enc: encryptValue(keys, { tenantId: ctx.tenantId, table: 'assistant_messages', id: question, column: 'content' }, 'Who?'),
        word_tokens: [],
      });
    } // prettier-ignore
    await trx('assistant_calls').insert({
      tenant_id,
      id: newId(),
      conversation_id: conversation,
      ...asker,
      feature: 'chat',
      status: 'refused',
      ended_at: trx.fn.now(),
    });
    await trx('form_tickets').insert({ tenant_id, nonce: newId(), expires_at: trx.fn.now() });
  });
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);
  return { contactId, email, messageId, importKey };
}

async function* once(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** Runs retention as of some days from now, and completes it at once. */
export async function runAt(
  services: Services,
  ctx: Context,
  days: number,
  dryRun = false,
): Promise<RunView> {
  const clock = () => new Date(Date.now() + days * DAY_MS);
  const { id } = await startRun(await onClock(services, clock), ctx, { dry_run: dryRun });
  await advanceRun(services, ctx, id);
  return getRun(services, ctx, id);
}

/** Returns what was (or would be) removed, by kind; kinds without removals are left out. */
export const removed = (run: RunView): Record<string, number> =>
  Object.fromEntries(
    run.kinds.filter((kind) => kind.removed).map((kind) => [kind.kind, kind.removed]),
  );

/** Sets one policy. */
export const keep = (
  services: Services,
  ctx: Context,
  kind: RetentionKind,
  keepDays: number | null,
  action?: 'delete' | 'anonymise' | 'archive',
) =>
  changePolicies(services, ctx, {
    policies: [{ kind, keep_days: keepDays, ...(action ? { action } : {}) }],
  });

/** Returns the lines of all archives whose names have this prefix. */
export async function archived(services: Services, ctx: Context, prefix: string) {
  const keys = await services.keyring.keys(ctx);
  const lines: { table: string; row: Record<string, unknown> }[] = [];
  for await (const file of services.files.list(prefix)) {
    const parts: Buffer[] = [];
    for await (const part of decryptStream(keys, file, services.files.read(file))) parts.push(part);
    const text = gunzipSync(Buffer.concat(parts)).toString();
    lines.push(...text.trim().split('\n').map((line) => JSON.parse(line))); // prettier-ignore
  }
  return lines;
}
