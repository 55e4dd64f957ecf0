import { MockActivityEnvironment } from '@temporalio/testing';
import test, { type ExecutionContext } from 'ava';
import { listAudit } from '#domain/audit-log/list.ts';
import { createSuppression, createSuppressions } from '#domain/suppressions/suppress.ts';
import { inboundText } from '#domain/inbound-texts/inbound-text.ts';
import { createContact } from '#domain/contacts/create.ts';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { expireVerification } from '#domain/verification/expire.ts';
import { cancelVerification } from '#domain/verification/cancel.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { newId } from '#lib/ids.ts';
import { createAdvanceVerification } from '../../activities/retired/advance-verification.ts';
import { erase, leftOf } from '../_support/erasing.ts';
import { localProviders } from '../_support/providers.ts';
import { someone } from '../_support/twilio.ts';
import { live, type Lived } from '../_support/lived.ts';
import { noProcesses } from '../_support/services.ts';
import { readConsent } from '../_support/read-consent.ts';
import { delivered, hiddenOf, solved, visitor, type Visitor } from '../_support/visitor.ts';

/*
 * An erased person returns only by their own act that proves the address. Until then it may be anybody who typed it
 * in, so nothing comes back; afterwards they exist again like anybody else.
 */
type Erased = { web: Visitor; gone: Lived };

async function erased(
  t: ExecutionContext,
  processes?: Parameters<typeof visitor>[1],
): Promise<Erased> {
  const web = await visitor(t, processes);
  const gone = await live(web.services, web.context, 'gone');
  await erase(web.services, web.context, gone.id);
  t.deepEqual(await leftOf(web.services, web.context, gone.canaries), []);
  return { web, gone };
}

/** Fills in the sign-up form. @returns the verification, and where its code goes */
async function signUp(web: Visitor, channel: 'sms' | 'email', address: string) {
  const form = `${web.base}/opt-in`;
  const hidden = hiddenOf((await web.get(`${form}?channel=${channel}`)).text);
  const answer = await web.post(
    form,
    {
      ...hidden,
      altcha: await solved(hidden['ticket'] ?? ''),
      address,
      purposes: ['marketing'],
    },
    { 'user-agent': `Browser of ${address}` },
  );
  const id = new URL(answer.location, 'http://x').searchParams.get('id') ?? '';
  return { ...answer, id };
}

const check = (web: Visitor, at: { id: string; location: string }, code: string) =>
  web.post(at.location, { intent: 'check', id: at.id, channel: 'email', language: 'en', code });

/** Somebody uploads a list with the person in it. */
async function importOf({ web, gone }: Erased) {
  const { services, context } = web;
  async function* file() {
    yield Buffer.from(`email,phone\n${gone.email},\n`);
  }
  const kept = await keepFile(services, context, newId(), file());
  const made = await createImport(services, context, kept, uploadOptions.parse({}));
  await runImport(services, context, made.id, () => undefined);
  return getImport(services, context, made.id);
}

const consentOf = ({ web, gone }: Erased) =>
  readConsent(web.services, web.context, {
    channel: 'email',
    address: gone.email,
    purpose: 'marketing',
  });

const contactsOf = ({ web }: Erased): Promise<number> =>
  web.services.db.withTenant(
    web.context,
    async (trx) => (await trx('contacts').pluck('id')).length,
  );

/** Unblocks the address for everybody. */
async function isBack(t: ExecutionContext, one: Erased): Promise<void> {
  const { services, context } = one.web;
  t.is(await consentOf(one), 'granted');
  t.is(await contactsOf(one), 1);
  const { data } = await listAudit(services, context, {
    limit: 50,
    action: 'suppression.deleted',
  });
  const lifted = data.filter((row) => row.detail?.['by'] === 'proven_opt_in');
  t.is(lifted.length, 1);
  t.like(lifted[0], { actor_type: 'person', detail: { channel: 'email', reason: 'erasure' } });
  t.like(await importOf(one), { updated: 1, failed: 0 });
}

async function isKeptOut(t: ExecutionContext, one: Erased): Promise<void> {
  const report = await importOf(one);
  t.like(report, { created: 0, updated: 0, failed: 1 });
  t.regex(report.errors[0]?.message ?? '', /was erased/);
}

test('form and code: nothing before the code, everything after it, and imports take them again', async (t) => {
  const begun: string[] = [];
  const processes = { ...noProcesses, start: async (type: string) => void begun.push(type) };
  const one = await erased(t, { processes });
  const { services, context } = one.web;
  await isKeptOut(t, one);
  const asked = await signUp(one.web, 'email', one.gone.email);
  t.is(asked.status, 303);
  t.is(await contactsOf(one), 0);
  t.is(await consentOf(one), 'none');
  await isKeptOut(t, one);

  const { code, text, subject } = await delivered(services, context, asked.id);
  t.regex(`${subject} ${text}`, /Marketing|News/i, 'the invite says what it is about');
  t.false(begun.includes('opt-in'));
  t.regex((await check(one.web, asked, code)).location, /step=done/);
  t.true(begun.includes('opt-in'), 'which confirms it');
  await isBack(t, one);
  const history = await services.db.withTenant(context, (trx) =>
    trx('consent_events as e')
      .join('consents as c', 'c.id', 'e.consent_id')
      .where({ 'c.state': 'granted' })
      .orderBy('e.seq')
      .select('e.action', 'e.source', 'e.verification_id', 'e.wording_id', 'e.ip_enc'),
  );
  t.like(history, [
    { action: 'request', source: 'web_form' },
    { action: 'grant', source: 'web_form', verification_id: asked.id },
  ]);
  t.truthy(history[0].wording_id, 'the words beside the box');
  t.truthy(history[0].ip_enc, 'the evidence of the form');
});

test('the link of the mail: looking at it brings nobody back, the button does', async (t) => {
  const one = await erased(t);
  const asked = await signUp(one.web, 'email', one.gone.email);
  const { link } = await delivered(one.web.services, one.web.context, asked.id);
  const page = await one.web.get(link);
  t.is(page.status, 200);
  t.regex(page.text, /g•••@e•••\.com|gone|•••/, 'the address, masked');
  t.is(await contactsOf(one), 0);
  t.is((await one.web.post(link, {})).status, 302);
  await isBack(t, one);
});

test('a form nobody proves holds one sealed value, and leaves nothing when its code has ended', async (t) => {
  const one = await erased(t);
  const { services, context } = one.web;
  const late = await signUp(one.web, 'email', one.gone.email);
  const wrong = await signUp(one.web, 'email', one.gone.email);
  const stopped = await signUp(one.web, 'email', one.gone.email);
  t.is(await contactsOf(one), 0);
  const held = await leftOf(services, context, one.gone.canaries);
  t.deepEqual([...new Set(held.map((line) => line.split(':')[0]))], ['verifications.held_enc']);

  await services.db.withTenant(context, (trx) =>
    trx('verifications').where({ id: late.id }).update({ expires_at: new Date() }),
  );
  t.like(await expireVerification(services, context, late.id), { status: 'expired' });
  await delivered(services, context, wrong.id);
  for (let tries = 0; tries < 5; tries++) await check(one.web, wrong, '00000000');
  await cancelVerification(services, context, stopped.id);
  const ended: string[] = await services.db.withTenant(context, (trx) =>
    trx('verifications')
      .whereIn('id', [late.id, wrong.id, stopped.id])
      .orderBy('id')
      .pluck('status'),
  );
  t.deepEqual(ended, ['expired', 'max_attempts_reached', 'canceled']);

  t.deepEqual(await leftOf(services, context, one.gone.canaries), []);
  t.is(await contactsOf(one), 0);
  // Nor can it be found with the address.
  const keys = await services.keyring.keys(context);
  const bidx = blindIndex(keys, 'email', one.gone.email);
  for (const table of ['verifications', 'verification_sends', 'consents', 'person_keys']) {
    const rows: unknown[] = await services.db.withTenant(context, (trx) =>
      trx(table).where({ address_bidx: bidx }),
    );
    t.deepEqual(rows, [], table);
  }
  await isKeptOut(t, one);
});

test('a code that is refused, for a country or a limit, keeps no address either', async (t) => {
  const one = await erased(t);
  // A German number, at an organisation that sends to the United States.
  const refused = await signUp(one.web, 'sms', one.gone.phone);
  t.not(refused.status, 303);
  const { services, context } = one.web;
  const blocked: number[] = await services.db.withTenant(context, (trx) =>
    trx('verifications').where({ status: 'blocked' }).pluck('id'),
  );
  t.is(blocked.length, 1);
  t.deepEqual(await leftOf(services, context, one.gone.canaries), []);
});

test('the provider forgets the text of a code that nobody proved', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const { address: phone } = someone();
  const { id } = await createContact(services, context, { phone, tags: [], fields: {} });
  await erase(services, context, id);
  const { deps } = await localProviders(t, services);
  const asked = await signUp(web, 'sms', phone);
  const advance = () =>
    new MockActivityEnvironment().run(createAdvanceVerification(deps), {
      tenantId: context.tenantId,
      id: asked.id,
    });
  const copies = () => deps.sms.sentTo?.(phone, new Date(0));
  t.like(await advance(), { done: false });
  t.is((await copies())?.length, 1);

  await cancelVerification(services, context, asked.id);
  t.like(await advance(), { done: true });
  t.is((await copies())?.length, 0);
});

test('what others say of an erased address is obeyed, and not written down', async (t) => {
  const one = await erased(t);
  const { services, context } = one.web;
  const { email } = one.gone;
  const hidden = hiddenOf((await one.web.get(`${one.web.base}/opt-out?channel=email`)).text);
  const stop = await one.web.post(
    `${one.web.base}/opt-out`,
    { ...hidden, channel: 'email', address: email },
    { 'user-agent': `Browser of ${email}` },
  );
  t.is(stop.status, 302);
  t.is(await consentOf(one), 'withdrawn');
  const block = { channel: 'email', reason: 'admin', note: `asked by ${email}` } as const;
  const blocked = await createSuppression(services, context, { ...block, address: email });
  t.like(blocked, { reason: 'erasure', address: null, note: null });
  t.deepEqual(
    await createSuppressions(services, context, { suppressions: [{ ...block, address: email }] }),
    { created: 0, already: 1 },
  );
  t.deepEqual(await leftOf(services, context, one.gone.canaries), []);
});

test('a START from an erased number gives nothing back: there is nothing it could restore', async (t) => {
  const one = await erased(t);
  const { services, context } = one.web;
  for (const body of ['START', 'YES']) {
    const text = {
      from: one.gone.phone,
      to: '+12015550100',
      body,
      providerMessageId: `SM${newId()}`,
    };
    await inboundText(services, text, newId());
  }
  const consents: string[] = await services.db.withTenant(context, (trx) =>
    trx('consents').pluck('state'),
  );
  t.false(consents.includes('granted'));
  t.is(await contactsOf(one), 0);
  await isKeptOut(t, one);
});
