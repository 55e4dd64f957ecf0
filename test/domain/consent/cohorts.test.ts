import test from 'ava';
import { expireCohort } from '#domain/renewals/expire-cohort.ts';
import { purposeNamed, updatePurpose } from '#domain/purposes/purposes.ts';
import { lockConsents } from '#domain/consent/record/lock-consents.ts';
import { recordEvents } from '#domain/consent/record/record-event.ts';
import { renewCohort } from '#domain/renewals/renew-cohort.ts';
import { describeRenewal, renewByLink } from '#domain/renewals/renew.ts';
import { createSuppression } from '#domain/suppressions/suppress.ts';
import { tenantsWithEnding } from '#domain/renewals/tenants-with-ending.ts';
import { withdrawConsent } from '#domain/consent/withdraw/withdraw.ts';
import type { Context, Services } from '#domain/context.ts';
import { decryptContent } from '#domain/messaging/content.ts';
import { personKeysOf } from '#domain/encryption/person-keys.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { testContext, testServices } from '../../_support/services.ts';

const DAY = 86_400_000;
const address = (i: number): string => `cohort-${i}@example.com`;

/** People who agreed to marketing long ago, and whose consent ends so many days from now. */
async function people(services: Services, ctx: Context, ends: readonly number[]): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, async (trx) => {
    const purpose = await purposeNamed(trx, 'marketing');
    const consents = await lockConsents(
      trx,
      ctx,
      keys,
      ends.map((_, i) => ({
        addressBidx: blindIndex(keys, 'email', address(i)),
        address: address(i),
        channel: 'email',
        purposeId: purpose.id,
        contactId: null,
      })),
    );
    const byAddress = new Map(
      ends.map((days, i) => [blindIndex(keys, 'email', address(i)).toString('hex'), days]),
    );
    await recordEvents(
      trx,
      ctx,
      keys,
      consents.map((consent) => ({
        consent,
        act: { action: 'grant', source: 'web_form', proven: true },
        facts: {
          capturedAt: new Date(Date.now() - 700 * DAY),
          source: 'web_form',
          expiresAt: new Date(
            Date.now() + (byAddress.get(consent.address_bidx.toString('hex')) ?? 0) * DAY,
          ),
        },
      })),
    );
  });
}

const askAhead = async (services: Services, ctx: Context, days: number): Promise<void> => {
  const id = await services.db.withTenant(ctx, async (trx) => purposeNamed(trx, 'marketing'));
  await updatePurpose(services, ctx, id.id, { renew_before_days: days });
};

const states = (services: Services, ctx: Context): Promise<Record<string, number>> =>
  services.db.withTenant(ctx, async (trx) => {
    const rows: { state: string; n: number }[] = await trx('consents')
      .groupBy('state')
      .select('state', trx.raw('count(*)::int as n'));
    return Object.fromEntries(rows.map((row) => [row.state, row.n]));
  });

/** The link in the one renewal message of this tenant. */
async function renewalToken(services: Services, ctx: Context): Promise<string> {
  const keys = await services.keyring.keys(ctx);
  const words = await services.db.withTenant(ctx, async (trx) => {
    const row = await trx('messages').first('id', 'content_enc');
    const persons = await personKeysOf(trx, keys, [row.content_enc]);
    return decryptContent(keys, persons, ctx.tenantId, row.id, row.content_enc);
  });
  return /\/k\/([\w-]+)/.exec(words?.text ?? '')?.[1] ?? '';
}

const speak = () => 'en' as const;
const VISITOR = {
  ip: '192.0.2.1',
  userAgent: 'test',
  formUrl: 'https://a.example/k',
  requestId: 'r',
};

test('what is over is recorded as ended, once, by however many do it; what is not stays', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await people(services, ctx, [...Array.from({ length: 60 }, () => -1), 5, 400]);
  const ended = await Promise.all([1, 2, 3].map(() => expireCohort(services, ctx, 25)));
  const rest = await expireCohort(services, ctx);
  t.is(ended.reduce((a, b) => a + b, 0) + rest, 60);
  t.deepEqual(await states(services, ctx), { expired: 60, granted: 2 });
  const [events] = await services.db.withTenant(ctx, (trx) =>
    trx('consent_events').where({ action: 'expire' }).count('* as n'),
  );
  t.is(Number(events?.['n']), 60);
});

test('the sweep sees a tenant only when something ends', async (t) => {
  const services = await testServices(t);
  const [with_, without] = [await testContext(services), await testContext(services)];
  await people(services, with_, [3]);
  await people(services, without, [900]);
  const found = await tenantsWithEnding(services);
  t.true(found.includes(with_.tenantId));
  t.false(found.includes(without.tenantId));
});

test('a person is asked once, while they may be written to, and stays by the link', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await askAhead(services, ctx, 30);
  await people(services, ctx, [20, 60]);
  t.is(await renewCohort(services, ctx), 1);
  t.is(await renewCohort(services, ctx), 0);
  const token = await renewalToken(services, ctx);
  t.like(await describeRenewal(services, token, speak), {
    status: 'open',
    purpose: 'News and offers',
  });
  const arabic = await describeRenewal(services, token, () => 'ar');
  t.like(arabic, { purpose: 'الأخبار والعروض', language: 'ar' });
  // Read in Arabic, confirmed in English: that was not the shown wording.
  const other = { speak, shown: arabic?.shown };
  await t.throwsAsync(renewByLink(services, token, other, VISITOR), { message: /read it again/ });
  t.is(await renewByLink(services, token, { speak }, VISITOR), 'renewed');
  t.is(await renewByLink(services, token, { speak }, VISITOR), 'renewed', 'twice is the same');
  const grants = await services.db.withTenant(ctx, (trx) =>
    trx('consents as c')
      .join('consent_events as e', 'e.id', 'c.granted_event_id')
      .orderBy('c.expires_at', 'desc')
      .select('c.expires_at', 'e.wording_id', 'e.source'),
  );
  t.true(grants[0].expires_at.getTime() > Date.now() + 700 * DAY);
  t.like(grants[0], { source: 'web_form' });
  t.truthy(grants[0].wording_id);
});

test('who is blocked is not asked; who left since is not brought back by the link', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await askAhead(services, ctx, 30);
  await people(services, ctx, [10]);
  await renewCohort(services, ctx);
  const token = await renewalToken(services, ctx);
  await withdrawConsent(services, ctx, { email: address(0), channel: 'email', source: 'web_form' });
  t.is(await renewByLink(services, token, { speak }, VISITOR), 'over');
  t.deepEqual((await states(services, ctx))['granted'], undefined);

  const other = await testContext(services);
  await askAhead(services, other, 30);
  await people(services, other, [10]);
  await createSuppression(services, other, {
    channel: 'email',
    address: address(0),
    reason: 'admin',
  });
  t.is(await renewCohort(services, other), 1);
  const messages = await services.db.withTenant(other, (trx) => trx('messages'));
  t.deepEqual(messages, []);
});
