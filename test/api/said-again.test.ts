import test, { type ExecutionContext } from 'ava';
import { tracking } from '#api/tracking.ts';
import { lockConsent } from '#domain/consent/record/lock-consents.ts';
import { purposeNamed } from '#domain/purposes/purposes.ts';
import { recordEvent } from '#domain/consent/record/record-event.ts';
import { publicOptOut, tenantBySlug } from '#domain/forms/public-forms.ts';
import { personAt } from '#domain/addresses/by-channel.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { unsubscribeUrl } from '#domain/signed-links/links.ts';
import { newId } from '#lib/ids.ts';
import { createLogger } from '#lib/logger.ts';
import { grantConsent, type Person } from '../_support/consent.ts';
import { reader } from '../_support/mail.ts';
import { sendTo } from '../_support/messages.ts';
import { readConsent } from '../_support/read-consent.ts';
import { someone, twilioApi } from '../_support/twilio.ts';

/*
 * A repeated withdrawal counts from the time of the repeat, also where an older one is in force; and repeats do not
 * make the history grow.
 */
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const ago = (ms: number): Date => new Date(Date.now() - ms);

async function setUp(t: ExecutionContext, who: Person) {
  const api = await twilioApi(t, {
    routers: (services) => [tracking(services, createLogger('test', 'silent')).router],
  });
  const tenant = await api.tenant();
  const { services } = api;
  const { context } = tenant;
  const { channel, address, purpose } = who;
  const subject = { ...personAt(channel, address), channel, purpose };
  return {
    api,
    tenant,
    who,
    /** A contact file's statement. */
    imported: async (capturedAt: Date) => {
      const keys = await services.keyring.keys(context);
      await services.db.withTenant(context, async (trx) => {
        const { id: purposeId } = await purposeNamed(trx, purpose);
        const addressBidx = blindIndex(keys, channel, address);
        const consent = await lockConsent(trx, context, keys, { addressBidx, address, channel, purposeId, contactId: null }); // prettier-ignore
        await recordEvent(trx, context, keys, consent, { action: 'import', evidence: true }, { capturedAt, source: 'import' }); // prettier-ignore
      });
    },
    optOut: (more: object) => tenant.call('POST', '/consents/opt-out', { ...subject, ...more }),
    optIn: (captured_at?: Date) =>
      tenant.call('POST', '/consents/opt-in', { ...subject, source: 'web_form', wording: 'Yes', evidence: { captured_at } }), // prettier-ignore
    link: async () => {
      const { id } = await sendTo(services, context, who);
      const keys = await services.keyring.keys(context);
      return unsubscribeUrl(api.url, keys, { tenantId: context.tenantId, messageId: id });
    },
    onThePage: async () => {
      const found = await tenantBySlug(services, `t-${context.tenantId}`);
      if (!found) throw new Error('no such organisation');
      const visitor = { ip: '203.0.113.7', userAgent: 'Browser', formUrl: 'https://x.example/f', requestId: newId() }; // prettier-ignore
      await publicOptOut(services, found, { channel, address }, visitor);
    },
    withdrawals: () =>
      services.db.withTenant(context, (trx) =>
        trx('consent_events as e')
          .join('consents as c', 'c.id', 'e.consent_id')
          .join('purposes as p', 'p.id', 'c.purpose_id')
          .where({ 'e.action': 'withdraw', 'p.key': purpose })
          .orderBy('e.seq')
          .pluck('e.source'),
      ),
  };
}
type Scene = Awaited<ReturnType<typeof setUp>>;

const AGAIN: {
  name: string;
  who: () => Person;
  source: string;
  optOut: (scene: Scene, link: string) => Promise<unknown>;
}[] = [
  { name: 'the API', who: reader, source: 'verbal', optOut: (scene) => scene.optOut({ source: 'verbal' }) },
  { name: 'STOP', who: someone, source: 'keyword', optOut: ({ api, who }) => api.say(who.address, 'STOP') },
  { name: 'the public form', who: reader, source: 'web_form', optOut: (scene) => scene.onThePage() },
  {
    name: 'one click', who: reader, source: 'one_click',
    optOut: (_, link) => fetch(link, { method: 'POST', body: new URLSearchParams('List-Unsubscribe=One-Click') }),
  },
]; // prettier-ignore

for (const { name, who, source, optOut } of AGAIN) {
  for (const [when, out] of [
    ['weeks', 20 * DAY],
    ['minutes', 20 * MINUTE],
  ] as const) {
    test(`out since ${when} ago, by word of somebody else, and now by ${name}: no yes of between lifts it`, async (t) => {
      const scene = await setUp(t, who());
      await scene.imported(ago(out / 2));
      const link = await scene.link();
      const dated = await scene.optOut({ source: 'verbal', evidence: { captured_at: ago(out) } });
      t.like(dated, { status: 202, body: { status: 'withdrawn' } });
      for (let times = 0; times < 4; times++) await optOut(scene, link);
      t.deepEqual(await scene.withdrawals(), ['verbal', source], 'once, however often it is said');
      t.is((await scene.optIn(ago(out / 4))).status, 409);
      t.like(await scene.optIn(), { status: 202, body: { status: 'pending' } });
    });
  }
}

test('who left by a text and then on a page is not brought back by a START', async (t) => {
  const scene = await setUp(t, someone());
  const { api, tenant, who } = scene;
  await grantConsent(api.services, tenant.context, who);
  await api.say(who.address, 'STOP');
  for (let times = 0; times < 3; times++) await scene.onThePage();
  await api.say(who.address, 'STOP');
  t.deepEqual(await scene.withdrawals(), ['keyword', 'web_form']);
  await api.say(who.address, 'START');
  t.is(await readConsent(api.services, tenant.context, who), 'withdrawn');
});

for (const { name, who, source, optOut } of AGAIN) {
  test(`out a moment ago by ${name}, and once more: the last time counts, and the history does not grow`, async (t) => {
    const scene = await setUp(t, who());
    await grantConsent(scene.api.services, scene.tenant.context, scene.who);
    const link = await scene.link();
    await optOut(scene, link);
    const between = new Date();
    for (let times = 0; times < 3; times++) await optOut(scene, link);
    t.deepEqual(await scene.withdrawals(), [source], 'no event for a repeat');
    t.is((await scene.optIn(between)).status, 409, 'said before the last no');
    const now = await scene.optIn();
    t.like(now, { status: 202, body: { status: 'pending' } }, 'and now is after it');
    t.deepEqual(
      await scene.withdrawals(),
      [source, source],
      'written before what it was asked about',
    );
  });
}

test('a yes that was proven between two withdrawals is kept as beaten, and the history says by what', async (t) => {
  const scene = await setUp(t, someone());
  const { api, tenant, who } = scene;
  const { context } = tenant;
  await grantConsent(api.services, context, who);
  await api.say(who.address, 'STOP');
  const between = new Date();
  await api.say(who.address, 'STOP');
  const keys = await api.services.keyring.keys(context);
  const { channel, address } = who;
  const consentId = await api.services.db.withTenant(context, async (trx) => {
    const { id: purposeId } = await purposeNamed(trx, who.purpose);
    const addressBidx = blindIndex(keys, channel, address);
    const consent = await lockConsent(trx, context, keys, { addressBidx, address, channel, purposeId, contactId: null }); // prettier-ignore
    const act = { action: 'grant', source: 'web_form', proven: true } as const;
    const done = await recordEvent(trx, context, keys, consent, act, { capturedAt: between, source: 'web_form' }); // prettier-ignore
    t.like(done, { verdict: { outcome: 'unchanged', why: 'withdrawn_later' } });
    return consent.id;
  });
  t.is(await readConsent(api.services, context, who), 'withdrawn');
  const held = await api.services.db.withTenant(
    context,
    (trx) =>
    trx.raw(`select state from consent_as_of(clock_timestamp(), clock_timestamp()) where consent_id = ?`, [consentId]), // prettier-ignore
  );
  t.deepEqual(held.rows, [{ state: 'withdrawn' }], 'the history says so, too');
});
