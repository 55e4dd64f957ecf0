import test, { type ExecutionContext } from 'ava';
import { checkReceipt } from '#domain/receipts/check-receipt.ts';
import { listContacts } from '#domain/contacts/read.ts';
import type { Context, Services } from '#domain/context.ts';
import { advanceExport } from '#domain/privacy/export/advance.ts';
import {
  downloadByLink,
  downloadExport,
  exportUrl,
  getExport,
  revokeExport,
} from '#domain/privacy/export/read.ts';
import { requestExport } from '#domain/privacy/export/request.ts';
import { advanceErasure } from '#domain/privacy/erasure/advance.ts';
import { encryptValue } from '#domain/encryption/personal.ts';
import { requestErasure } from '#domain/privacy/erasure/request.ts';
import { newId } from '#lib/ids.ts';
import { found } from '../../_support/canaries.ts';
import { unzip } from '../../_support/archive.ts';
import { otherToken } from '../../_support/other-token.ts';
import { live } from '../../_support/lived.ts';
import { testContext, testServices } from '../../_support/services.ts';

const processors = [{ name: 'Twilio Inc.', role: 'texts' as const, where: 'US' }];

async function made(services: Services, ctx: Context, contactId: string): Promise<string> {
  const { id } = await requestExport(services, ctx, { contact_id: contactId });
  const done = await advanceExport(services, ctx, id, { processors });
  if (done.status !== 'ready') throw new Error(`export is ${done.status}`);
  return id;
}

async function setUp(t: ExecutionContext) {
  const services = await testServices(t);
  return { services, ctx: await testContext(services) };
}

test('the archive has everything about the person, and nothing of anybody else', async (t) => {
  const { services, ctx } = await setUp(t);
  const asks = await live(services, ctx, 'asks');
  const other = await live(services, ctx, 'other');
  await listContacts(services, ctx, { limit: 50, reveal: true });
  const id = await made(services, ctx, asks.id);
  const { content } = await downloadExport(services, ctx, id);
  const file = await unzip(t, content);
  const json = async (path: string) => JSON.parse(await file(path));

  t.like((await json('portable/profile.json'))[0], {
    email: asks.email,
    phone: asks.phone,
    fields: { note: asks.canaries['secret'] },
  });
  t.like((await json('portable/consent_events.json'))[0], {
    action: 'grant',
    purpose: 'marketing',
  });
  const [message] = await json('portable/messages.json');
  t.is(message.subject, `For ${asks.canaries['secret']}`);
  t.true(message.text.includes(asks.canaries['secret']));
  t.is((await json('about-you/verifications.json'))[0].to, asks.email);
  t.is((await json('about-you/suppressions.json'))[0].note, asks.canaries['secret']);
  const log: { action: string; by: string }[] = await json('about-you/access_log.json');
  t.true(log.some(({ action }) => action === 'contact.revealed'));
  t.true(log.every((line) => !('actor_id' in line)));
  const [receipt] = await json('receipts/receipts.json');
  t.true(checkReceipt(receipt).ok);

  const csv = await file('portable/messages.csv');
  t.true(csv.includes(asks.email));
  const about = await file('about.html');
  for (const words of ['Twilio Inc.', 'Article 77', 'No decision about you', 'Art. 6(1)(a)']) {
    t.true(about.includes(words), words);
  }
  const view = await getExport(services, ctx, id);
  for (const [section, rows] of Object.entries(view.counts)) t.true(rows >= 0, section);
  const all = await Promise.all(
    ['portable/profile', 'portable/messages', 'portable/consents', 'about-you/access_log', 'about-you/suppressions'] // prettier-ignore
      .map((name) => file(`${name}.json`)),
  );
  t.deepEqual(found(other.canaries, all.join('\n') + about), []);
  t.deepEqual(
    all.some((text) => text.includes(other.id)),
    false,
  );
});

test('the link works without signing in, says nothing itself, and ends with the export', async (t) => {
  const { services, ctx } = await setUp(t);
  const asks = await live(services, ctx, 'asks');
  const id = await made(services, ctx, asks.id);
  const keys = await services.keyring.keys(ctx);
  const url = exportUrl(services.publicUrl, keys, { tenant_id: ctx.tenantId, id });
  t.deepEqual(found(asks.canaries, url), []);
  const token = url.split('/x/')[1] ?? '';
  const file = await downloadByLink(services, token, newId());
  t.true((file?.size ?? 0) > 1000);
  t.is(await downloadByLink(services, otherToken(token), newId()), null);
  t.is((await getExport(services, ctx, id)).downloads, 1);
  const audit = await services.db.withTenant(ctx, (trx) =>
    trx('audit_log').where({ entity_id: id, action: 'export.downloaded' }).select('actor_type'),
  );
  t.deepEqual(audit, [{ actor_type: 'person' }]);

  await revokeExport(services, ctx, id);
  await t.throwsAsync(downloadByLink(services, token, newId()), { message: /no longer exists/ });
});

test('after seven days the link opens nothing and the file is gone', async (t) => {
  const { services, ctx } = await setUp(t);
  const asks = await live(services, ctx, 'asks');
  const id = await made(services, ctx, asks.id);
  await services.db.withTenant(ctx, (trx) =>
    trx('privacy_exports')
      .where({ id })
      .update({ expires_at: new Date(Date.now() - 1) }),
  );
  await t.throwsAsync(downloadExport(services, ctx, id), { message: /no longer exists/ });
  t.deepEqual(await advanceExport(services, ctx, id, { processors }), {
    status: 'expired',
    waitMs: 0,
  });
  await t.throwsAsync(async () => {
    for await (const _ of services.files.read(`${ctx.tenantId}/exports/${id}`)) t.fail();
  });
});

test('an erasure takes the person’s exports with it', async (t) => {
  const { services, ctx } = await setUp(t);
  const asks = await live(services, ctx, 'asks');
  const id = await made(services, ctx, asks.id);
  const erasure = await requestErasure(services, ctx, { contact_id: asks.id, dry_run: false });
  await advanceErasure(services, ctx, erasure.id, {});
  t.is((await getExport(services, ctx, id)).status, 'erased');
  await t.throwsAsync(downloadExport(services, ctx, id), { message: /no longer exists/ });
});

test('a section that breaks fails the copy, and nothing else', async (t) => {
  const { services, ctx } = await setUp(t);
  const asks = await live(services, ctx, 'broken');
  const { id } = await requestExport(services, ctx, { contact_id: asks.id });
  const keys = await services.keyring.keys(ctx);
  const place = { tenantId: ctx.tenantId, table: 'contacts', id: asks.id, column: 'fields' };
  const fields_enc = encryptValue(keys, place, 'no JSON');
  await services.db.withTenant(ctx, (trx) =>
    trx('contacts').where({ id: asks.id }).update({ fields_enc }),
  );
  const unheard: unknown[] = [];
  const hear = (error: unknown): void => void unheard.push(error);
  process.on('unhandledRejection', hear);
  await t.throwsAsync(advanceExport(services, ctx, id, { processors }), { name: 'SyntaxError' });
  await new Promise((done) => setImmediate(done));
  process.off('unhandledRejection', hear);
  t.deepEqual(unheard, []);
});
