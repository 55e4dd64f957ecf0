import test, { type ExecutionContext } from 'ava';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import type { Context } from '#domain/context.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { concludeOptIn } from '#domain/opt-in/conclude-opt-in.ts';
import { requestPreferencesLink } from '#domain/preferences/request-link.ts';
import { deliverOverdueOf } from '#domain/process-outbox/overdue.ts';
import { importSuppressions } from '#domain/suppressions/import/start.ts';
import { newId } from '#lib/ids.ts';
import { grantConsent } from '../_support/consent.ts';
import { bytes } from '../_support/import-text.ts';
import { sendTo } from '../_support/messages.ts';
import { readConsent } from '../_support/read-consent.ts';
import { heardOf, simulatedTemporal } from '../_support/temporal-away.ts';
import { someone, twilioApi, type TwilioApi } from '../_support/twilio.ts';

/** The API with a Temporal that answers a ping, but fails whenever something is started or signaled. */
async function away(t: ExecutionContext) {
  const { state, processes } = simulatedTemporal({ away: true });
  const api = await twilioApi(t, { processes });
  const tenant = await api.tenant();
  return { state, api, tenant, services: api.services, ctx: tenant.context };
}

/**
 * Temporal returns, and a minute passes.
 * @returns what it received for this tenant, by type
 */
async function backAfterAMinute(
  { services }: TwilioApi,
  ctx: Context,
  state: { away: boolean; heard: string[] },
): Promise<string[]> {
  state.away = false;
  // Of this tenant alone: tests of other files share the outbox.
  await deliverOverdueOf(services, ctx, 0);
  const left: unknown[] = await services.db.withTenant(ctx, (trx) => trx('process_outbox'));
  if (left.length) throw new Error(`${left.length} are still posted`);
  return heardOf(ctx.tenantId, state).map((what) => what.split(':')[0] ?? '');
}

test('a withdrawal: what follows it is started, and what waits for the consent is told', async (t) => {
  const { state, api, tenant, ctx, services } = await away(t);
  const who = someone();
  await sendTo(services, ctx, who, 'request');
  const { status, body } = await tenant.call('POST', '/consents/opt-out', {
    phone: who.address,
    channel: 'sms',
    source: 'verbal',
  });
  t.is(status, 202);
  t.is(body.status, 'withdrawn');
  t.deepEqual(state.heard, []);
  t.deepEqual((await backAfterAMinute(api, ctx, state)).toSorted(), [
    'codeDecided verification',
    'consentChanged message',
    'consentChanged opt-in',
    'start message',
    'start opt-in',
    'start opt-out',
  ]);
});

test('a canceled code: the opt-in that waits for its answer is told, and ends at once', async (t) => {
  const { state, api, tenant, ctx, services } = await away(t);
  const who = someone();
  const { body } = await tenant.call('POST', '/consents/opt-in', {
    phone: who.address,
    channel: 'sms',
    purpose: who.purpose,
    source: 'web_form',
    wording: 'Yes',
  });
  const canceled = await tenant.call('POST', `/verifications/${body.verification_id}/cancel`);
  t.is(canceled.body.status, 'canceled');
  t.deepEqual((await backAfterAMinute(api, ctx, state)).toSorted(), [
    'codeDecided verification',
    'consentChanged opt-in',
    'start opt-in',
  ]);
  const request = String(body.workflow_id).split(':').at(-1) ?? '';
  t.is((await concludeOptIn(services, ctx, request)).waitMs, 0);
  t.is(await readConsent(services, ctx, who), 'lapsed');
});

test('a message that waits for a yes: its process is started', async (t) => {
  const { state, api, tenant, ctx } = await away(t);
  const { status, body } = await tenant.call('POST', '/messages/send_with_consent', {
    phone: someone().address,
    channel: 'sms',
    purpose: 'marketing',
    variables: { message: 'News.' },
    if_no_consent: 'request',
  });
  t.is(status, 202);
  t.is(body.status, 'awaiting_consent');
  t.deepEqual((await backAfterAMinute(api, ctx, state)).toSorted(), [
    'start message',
    'start opt-in',
  ]);
});

test('words that may be a withdrawal: the clock is started, and the decision is told', async (t) => {
  const { state, api, tenant, ctx, services } = await away(t);
  const who = someone();
  await grantConsent(services, ctx, who);
  await api.say(who.address, 'leave me alone');
  const [review] = (await tenant.call('GET', '/reviews?status=open')).body.data;
  const decided = await tenant.call('POST', `/reviews/${review.id}/decide`, {
    decision: 'withdraw',
  });
  t.is(decided.status, 200);
  t.deepEqual(await backAfterAMinute(api, ctx, state), [
    'start review',
    'start opt-out',
    'reviewDecided review',
  ]);
});

test('files of contacts and of blocked addresses: read, and stopped', async (t) => {
  const { state, api, tenant, ctx, services } = await away(t);
  const file = await keepFile(services, ctx, newId(), bytes('email\na@example.com\n'));
  const options = uploadOptions.parse({ start: false });
  const { id } = await createImport(services, ctx, file, options);
  const started = await tenant.call('POST', `/contacts/imports/${id}/start`, { dry_run: false });
  t.is(started.status, 202);
  t.is(started.body.status, 'running');
  t.is((await tenant.call('POST', `/contacts/imports/${id}/cancel`)).body.status, 'canceled');
  const rows = Array.from({ length: 1_100 }, (_, i) => `p${i}@example.com`);
  const long = await keepFile(services, ctx, newId(), bytes(`email\n${rows.join('\n')}\n`));
  const blocked = await importSuppressions(services, ctx, long, { reason: 'opt_out' });
  t.is(blocked.status, 'running');
  const stopped = await tenant.call('POST', `/suppressions/imports/${blocked.id}/cancel`);
  t.is(stopped.body.status, 'canceled');
  t.deepEqual(await backAfterAMinute(api, ctx, state), [
    'start import',
    'importCanceled import',
    'start suppression-import',
    'importCanceled suppression-import',
  ]);
});

test('a link to the preferences: posted alike for an address that nobody knows', async (t) => {
  const { state, api, ctx, services } = await away(t);
  await grantConsent(services, ctx, { channel: 'email', address: 'amina@example.com', purpose: 'marketing' }); // prettier-ignore
  const tenant = {
    ...ctx,
    slug: '',
    name: '',
    color: '',
    locale: 'en',
    country: 'DE',
    purposes: [],
  };
  for (const address of ['amina@example.com', 'nobody@example.com']) {
    const visitor = { ip: '192.0.2.1', userAgent: '', formUrl: '', requestId: newId() };
    await requestPreferencesLink(services, tenant, { channel: 'email', address }, visitor);
  }
  const posted = await services.db.withTenant(ctx, (trx) =>
    trx('process_outbox').pluck<{ consentId: string }[]>('detail'),
  );
  const known: string[] = await services.db.withTenant(ctx, (trx) => trx('consents').pluck('id'));
  t.deepEqual(posted.map(({ consentId }) => known.includes(consentId)).toSorted(), [false, true]);
  t.deepEqual(await backAfterAMinute(api, ctx, state), [
    'start preferences-link',
    'start preferences-link',
  ]);
});
