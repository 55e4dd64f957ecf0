import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { createContact } from '#domain/contacts/create.ts';
import { getContact } from '#domain/contacts/read.ts';
import { consentHistory, listConsents } from '#domain/consent/read/read.ts';
import type { Context, Services } from '#domain/context.ts';
import { decryptStream, encryptStream } from '#domain/encryption/encrypted-stream.ts';
import { advanceRotation } from '#domain/keys/rotation-steps.ts';
import { listKeys } from '#domain/keys/read.ts';
import { startRotation } from '#domain/keys/start-rotation.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { decryptValue, encryptValue } from '#domain/encryption/personal.ts';
import { ENCRYPTED_TABLES } from '#domain/encryption/encrypted-columns.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../../_support/services.ts';
import { grantConsent } from '../../_support/consent.ts';
import { sendTo } from '../../_support/messages.ts';
import { until } from '../../_support/until.ts';

const SHORT = { aheadMs: 1_000, settleMs: 1_500 };

/**
 * Calls until it says it is done.
 * @param written resolves when what was being written is; the minute of a real rotation is more than enough for it
 */
async function toItsEnd(
  services: Services,
  ctx: Context,
  id: string,
  written: () => Promise<void> = async () => undefined,
): Promise<void> {
  for (;;) {
    const { done, waitMs } = await advanceRotation(services, ctx, id);
    if (done) return;
    await sleep(waitMs);
    await written();
  }
}

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

async function textOf(source: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** One of the everyday actions; each reads back what it wrote. */
async function someTraffic(services: Services, ctx: Context, n: number) {
  const address = `person-${n}@example.com`;
  const { contactId } = await grantConsent(services, ctx, {
    channel: 'email',
    address,
    purpose: 'marketing',
  });
  const message = await sendTo(services, ctx, { channel: 'email', address, purpose: 'marketing' });
  const contact = await getContact(services, ctx, contactId, true);
  const sent = await getMessage(services, ctx, message.id, true);
  const [event] = await consentHistory(services, ctx, sent.decision.consent_id ?? '', true);
  return { contact: contact.email, to: sent.to, ip: event?.evidence.ip };
}

test('a data key is replaced under traffic: nothing fails, nothing is left, nothing is lost', async (t) => {
  const one = await testServices(t, { max: 6 });
  const two = { ...(await testServices(t, { max: 6 })), files: one.files };
  const ctx = { ...(await testContext(one)), client: { ip: '192.0.2.7', userAgent: 'Eve' } };
  for (let n = 0; n < 3; n++) await someTraffic(one, ctx, n);
  const { id } = await createContact(one, ctx, {
    email: 'full@example.com',
    phone: '+12025550123',
    name: 'Full Person',
    fields: {},
    tags: [],
  });
  const keys = await one.keyring.keys(ctx);
  const file = `${ctx.tenantId}/imports/${newId()}`;
  await one.files.write(file, encryptStream(keys, file, bytes('a,b\n1,2\n')));
  const place = { tenantId: ctx.tenantId, table: 'contacts', id, column: 'email' };
  const old = encryptValue(keys, place, 'kept in a backup');
  t.is(old.readUInt16BE(1), 1);

  const rotation = await startRotation(one, ctx, { kind: 'data', keep_days: 400 }, SHORT);
  t.like(rotation, { status: 'announced', from_version: 1, to_version: 2 });
  await t.throwsAsync(startRotation(two, ctx, { kind: 'data', keep_days: 400 }), {
    message: /being replaced already/,
  });
  await Promise.all([one.keyring.refresh(), two.keyring.refresh()]);

  const stop = new AbortController();
  const rounds = [0, 0];
  const written = async (): Promise<void> => {
    const before = [...rounds];
    await Promise.race([until(() => rounds.every((n, i) => n > (before[i] ?? 0) + 1)), ...traffic]);
  };
  const traffic = [one, two].map(async (services, i) => {
    for (let n = 10 + i; !stop.signal.aborted; n += 2) {
      const seen = await someTraffic(services, ctx, n);
      t.deepEqual(seen, { contact: `person-${n}@example.com`, to: `person-${n}@example.com`, ip: '192.0.2.7' }); // prettier-ignore
      rounds[i] = (rounds[i] ?? 0) + 1;
    }
  });
  await toItsEnd(one, ctx, rotation.id, written);
  await Promise.all([one.keyring.refresh(), two.keyring.refresh()]);
  stop.abort();
  await Promise.all(traffic);

  for (const { table, columns } of ENCRYPTED_TABLES) {
    const rows: Record<string, Buffer | null>[] = await one.db.withTenant(ctx, (trx) => trx(table).select('*')); // prettier-ignore
    for (const row of rows) {
      for (const column of columns) {
        const value = row[`${column}_enc`];
        if (value?.[0] === 1) t.is(value.readUInt16BE(1), 2, `${table}.${column}`);
      }
    }
  }
  const now = await two.keyring.keys(ctx);
  t.is(keys.data.version, 2);
  t.is(await textOf(decryptStream(now, file, one.files.read(file))), 'a,b\n1,2\n');
  t.like(await getContact(two, ctx, id, true), { email: 'full@example.com', phone: '+12025550123', name: 'Full Person' }); // prettier-ignore
  const { data } = await listConsents(two, ctx, { limit: 50, reveal: true });
  t.true(data.every((consent) => /^person-\d+@example\.com$/.test(consent.address ?? '')));

  // Destroyed: even the master key cannot decrypt what this key encrypted.
  t.throws(() => decryptValue(now, place, old), { message: /gone/ });
  const versions = (await listKeys(one, ctx)).keys.find((key) => key.kind === 'data')?.versions;
  t.like(versions?.[0], { version: 2, state: 'in_use' });
  t.like(versions?.[1], { version: 1, state: 'destroyed', values: [] });
  const wrapped = await one.db.withTenant(ctx, (trx) =>
    trx('tenant_keys').where({ kind: 'data', version: 1 }).first('wrapped', 'retired_at'),
  );
  t.is(wrapped.wrapped, null);
  t.true(wrapped.retired_at instanceof Date);
});
