import test, { type ExecutionContext } from 'ava';
import { listAudit } from '#domain/audit-log/list.ts';
import { requestOptIn } from '#domain/opt-in/request-opt-in.ts';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import type { Context, Services } from '#domain/context.ts';
import { updateContact } from '#domain/contacts/update.ts';
import { encryptValue } from '#domain/encryption/personal.ts';
import { releaseHold } from '#domain/holds/release.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { placeHold } from '#domain/privacy/place.ts';
import { claimOutbox } from '#domain/messaging/claim.ts';
import { recordResults } from '#domain/messaging/record-results.ts';
import { advanceErasure } from '#domain/privacy/erasure/advance.ts';
import { getErasure } from '#domain/privacy/erasure/read.ts';
import { requestErasure } from '#domain/privacy/erasure/request.ts';
import { advanceExport } from '#domain/privacy/export/advance.ts';
import { requestExport } from '#domain/privacy/export/request.ts';
import { getRequest } from '#domain/privacy/requests/read.ts';
import { recordRequest } from '#domain/privacy/requests/record.ts';
import { erasedAmong } from '#domain/suppressions/erased.ts';
import { checkVerification } from '#domain/address-proof/check.ts';
import { newId } from '#lib/ids.ts';
import { carryOut, erase, leftOf } from '../../_support/erasing.ts';
import { grantConsent } from '../../_support/consent.ts';
import { live, type Lived } from '../../_support/lived.ts';
import { sendTo } from '../../_support/messages.ts';
import { testContext, testServices } from '../../_support/services.ts';
import { delivered } from '../../_support/visitor.ts';

/* Other writes to the ledger while a person is being erased: whatever comes first, nothing of the person is left. */
type World = { services: Services; ctx: Context; gone: Lived };

async function setUp(t: ExecutionContext): Promise<World> {
  const services = await testServices(t, { max: 6 });
  const ctx = await testContext(services);
  return { services, ctx, gone: await live(services, ctx, 'gone') };
}

const ask = async ({ services, ctx, gone }: World): Promise<string> =>
  (await requestErasure(services, ctx, { contact_id: gone.id, dry_run: false })).id;

const optIn = ({ services, ctx, gone }: World, purpose: string) =>
  requestOptIn(services, ctx, {
    contact_id: gone.id,
    channel: 'email',
    purpose,
    wording: 'Yes',
    source: 'web_form',
    language: 'en',
  });

async function uploaded({ services, ctx }: World, content: string): Promise<{ id: string }> {
  async function* file() {
    yield Buffer.from(content);
  }
  const kept = await keepFile(services, ctx, newId(), file());
  return createImport(services, ctx, kept, uploadOptions.parse({}));
}

async function isGone(t: ExecutionContext, { services, ctx, gone }: World): Promise<void> {
  t.deepEqual(await leftOf(services, ctx, gone.canaries), []);
  const keys = await services.keyring.keys(ctx);
  const kept = await services.db.withTenant(ctx, (trx) =>
    erasedAmong(trx, keys, [
      { channel: 'email', address: gone.email },
      { channel: 'sms', address: gone.phone },
    ]),
  );
  t.is(kept.size, 2, 'kept out');
}

test('a code that comes back while its person is being erased grants nothing, before and after the consents are taken back', async (t) => {
  const world = await setUp(t);
  const { services, ctx, gone } = world;
  const { verification_id } = await optIn(world, 'service');
  const { code } = await delivered(services, ctx, verification_id ?? '');
  const hold = { scope: 'contact', contact_id: gone.id, reason: 'A case is pending' } as const;
  await placeHold(services, ctx, hold);
  const id = await ask(world);
  await t.throwsAsync(checkVerification(services, ctx, verification_id ?? '', code), {
    message: /being erased/,
  });
  t.is((await advanceErasure(services, ctx, id, {})).status, 'on_hold');
  const late = await checkVerification(services, ctx, verification_id ?? '', code);
  t.is(late.status, 'expired');
  const states: string[] = await services.db.withTenant(ctx, (trx) =>
    trx('consents').distinct().pluck('state'),
  );
  t.deepEqual(states, ['withdrawn']);
});

test('while a hold keeps their data nobody asks them anything or sends them anything', async (t) => {
  const world = await setUp(t);
  const { services, ctx, gone } = world;
  const hold = { scope: 'contact', contact_id: gone.id, reason: 'A case is pending' } as const;
  await placeHold(services, ctx, hold);
  await advanceErasure(services, ctx, await ask(world), {});
  await t.throwsAsync(optIn(world, 'service'), { message: /is to be erased/ });
  const to = { channel: 'email', address: gone.email } as const;
  for (const purpose of ['marketing', 'service']) {
    const sent = await sendTo(services, ctx, { ...to, purpose });
    t.is(sent.decision.outcome, 'refused');
  }
  t.deepEqual((await claimOutbox(services, ctx, 50)).send, []);
});

test('a hand-over that began before the cancel is let go, then its words are taken away', async (t) => {
  const world = await setUp(t);
  const { services, ctx } = world;
  const id = await ask(world);
  const claim = await claimOutbox(services, ctx, 50);
  t.is(claim.send.length, 1);
  const waits = await advanceErasure(services, ctx, id, {});
  t.is(waits.status, 'running');
  t.true(waits.waitMs > 0);
  t.is((await getErasure(services, ctx, id)).step, 'hand_overs');
  const accepted = { status: 'accepted', providerMessageId: 'over-there' } as const;
  await recordResults(services, ctx, claim.send.map((message) => ({ message, handOver: accepted }))); // prettier-ignore
  await carryOut(services, ctx, id);
  await isGone(t, world);
  const messages = await services.db.withTenant(ctx, (trx) =>
    trx('messages').select('status', 'content_enc', 'provider_message_id'),
  );
  t.deepEqual(messages, [{ status: 'sent', content_enc: null, provider_message_id: null }]);
});

test('asked for twice at once there is one erasure; worked on by two at once it ends once and counts once', async (t) => {
  const world = await setUp(t);
  const { services, ctx } = world;
  const asked = await Promise.allSettled([ask(world), ask(world), ask(world)]);
  const made = asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  t.is(made.length, 1);
  t.true(asked.every((one) => one.status === 'fulfilled' || /being erased already/.test(String(one.reason)))); // prettier-ignore
  const [id = ''] = made;
  // A worker believed dead, and its successor. One may lose a row to the other; then its activity is repeated.
  const work = async (): Promise<void> => {
    try {
      await carryOut(services, ctx, id);
    } catch {
      await carryOut(services, ctx, id);
    }
  };
  await Promise.all([work(), work()]);
  await isGone(t, world);
  const { counts, status } = await getErasure(services, ctx, id);
  t.is(status, 'completed');
  t.like(counts, { contacts: 1, messages: 1, sends_canceled: 1, verifications: 1, consents: 1 });
  const ended = await listAudit(services, ctx, { limit: 10, action: 'erasure.completed' });
  t.is(ended.data.length, 1);
});

test('an import that is running is waited for; its row about the person is refused, and kept nowhere', async (t) => {
  const world = await setUp(t);
  const { services, ctx, gone } = world;
  const made = await uploaded(
    world,
    `email,phone,name\n${gone.email},${gone.phone},${gone.canaries['name']}\n`,
  );
  const id = await ask(world);
  const waits = await advanceErasure(services, ctx, id, {});
  t.true(waits.waitMs > 0);
  t.is((await getErasure(services, ctx, id)).step, 'imports');
  await runImport(services, ctx, made.id, () => undefined);
  await carryOut(services, ctx, id);
  await isGone(t, world);
  const contacts: string[] = await services.db.withTenant(ctx, (trx) =>
    trx('contacts').pluck('id'),
  );
  t.deepEqual(contacts, []);
});

test('a copy that is being made when its person is erased is not kept', async (t) => {
  const world = await setUp(t);
  const { services, ctx, gone } = world;
  const copy = await requestExport(services, ctx, { contact_id: gone.id });
  let file = '';
  const slow: Services = {
    ...services,
    files: {
      ...services.files,
      write: async (key, content) => {
        file = key;
        const written = await services.files.write(key, content);
        // The whole erasure, between the last byte and the row that records it.
        await erase(services, ctx, gone.id);
        return written;
      },
    },
  };
  const made = await advanceExport(slow, ctx, copy.id, { processors: [] });
  t.not(made.status, 'ready');
  await t.throwsAsync(readAll(services, file));
  await isGone(t, world);
});

test('a copy made for an address without a profile goes with it', async (t) => {
  const world = await setUp(t);
  const { services, ctx, gone } = world;
  const copy = await requestExport(services, ctx, { contact_id: gone.id });
  await advanceExport(services, ctx, copy.id, { processors: [] });
  const key = await services.db.withTenant(ctx, async (trx) => {
    const row = await trx('privacy_exports').first('file_key');
    await trx('privacy_exports').update({ contact_id: null });
    return String(row.file_key);
  });
  await t.notThrowsAsync(readAll(services, key));
  await erase(services, ctx, gone.id);
  await t.throwsAsync(readAll(services, key));
});

test('what they had asked for is closed: nothing of an erased person is ever overdue', async (t) => {
  const world = await setUp(t);
  const { services, ctx, gone } = world;
  const [copy, wish] = await Promise.all(
    (['export', 'erasure'] as const).map((kind) =>
      recordRequest(services, ctx, { contact_id: gone.id, kind }),
    ),
  );
  await erase(services, ctx, gone.id);
  const closed = async (id = '') => getRequest(services, ctx, id);
  t.like(await closed(copy?.id), { status: 'refused', refusal: 'other', address: null });
  t.like(await closed(wish?.id), { status: 'done', address: null, overdue: false });
  await isGone(t, world);
});

async function readAll({ files }: Services, key: string): Promise<void> {
  for await (const _ of files.read(key));
}

test('from the request on, a contact that is being erased gets no other address, and a file adds nothing to it', async (t) => {
  const world = await setUp(t);
  const { services, ctx, gone } = world;
  const hold = { scope: 'contact', contact_id: gone.id, reason: 'A case is pending' } as const;
  const { id: holdId } = await placeHold(services, ctx, hold);
  const id = await ask(world);
  const other = `other.${newId()}@example.com`;
  const change = () => updateContact(services, ctx, gone.id, { email: other });
  await t.throwsAsync(change(), { message: /being erased/ }, 'before its first step');
  const file = await uploaded(world, `email,name\n${gone.email},Somebody\n`);
  await runImport(services, ctx, file.id, () => undefined);
  t.like(await getImport(services, ctx, file.id), { created: 0, updated: 0, failed: 1 });
  t.is((await advanceErasure(services, ctx, id, {})).status, 'on_hold');
  await t.throwsAsync(change(), { message: /being erased/ }, 'on hold');

  await releaseHold(services, ctx, holdId, { reason: 'It was settled' });
  await carryOut(services, ctx, id);
  await isGone(t, world);
});

test('an address that the contact got after all is erased with the others, its consent too', async (t) => {
  const world = await setUp(t);
  const { services, ctx, gone } = world;
  const hold = { scope: 'contact', contact_id: gone.id, reason: 'A case is pending' } as const;
  const { id: holdId } = await placeHold(services, ctx, hold);
  const other = `other.${newId()}@example.com`;
  const id = await ask(world);
  await advanceErasure(services, ctx, id, {});
  // As by a writer that the request did not wait for.
  const keys = await services.keyring.keys(ctx);
  const email_bidx = blindIndex(keys, 'email', other);
  const aad = { tenantId: ctx.tenantId, table: 'contacts', id: gone.id, column: 'email' };
  await services.db.withTenant(ctx, (trx) =>
    trx('contacts').where({ id: gone.id }).update({ email_bidx, email_enc: encryptValue(keys, aad, other) }),
  ); // prettier-ignore
  await grantConsent(services, ctx, { channel: 'email', address: other, purpose: 'marketing' });

  await releaseHold(services, ctx, holdId, { reason: 'It was settled' });
  await carryOut(services, ctx, id);
  await isGone(t, world);
  const left = await leftOf(services, ctx, { ...gone.canaries, other });
  t.deepEqual(left, []);
  const kept = await services.db.withTenant(ctx, (trx) =>
    erasedAmong(trx, keys, [{ channel: 'email', address: other }]),
  );
  t.is(kept.size, 1, 'kept out');
  const again = sendTo(services, ctx, { channel: 'email', address: other, purpose: 'marketing' });
  await t.throwsAsync(again, { message: /erased/ });
});
