import test, { type ExecutionContext } from 'ava';
import pg from 'pg';
import { checkReceipt } from '#domain/receipts/check-receipt.ts';
import { checkReceiptText } from '#domain/receipts/receipt-page.ts';
import { loadConfig } from '#lib/config.ts';
import { testApi, type TestTenant } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';

const ADDRESS = 'receipt@example.com';

/** A tenant with a person who agreed, and their receipt in clear. */
async function withReceipt(t: ExecutionContext) {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await grantConsent(api.services, tenant.context, {
    channel: 'email',
    address: ADDRESS,
    purpose: 'marketing',
  });
  const { body } = await tenant.call('GET', '/consents');
  const consentId = String(body.data[0].id);
  const get = (query = '') => tenant.call('GET', `/consents/${consentId}/receipt${query}`);
  const { status, body: receipt } = await get('?reveal=true');
  t.is(status, 200);
  return { api, tenant, consentId, get, receipt };
}

/** Every way to change one value somewhere in a JSON document. */
function* changes(value: unknown, path: (string | number)[] = []): Iterable<(string | number)[]> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* changes(inner, [...path, key]);
  } else yield path;
}

function changed(document: unknown, path: (string | number)[]): unknown {
  const copy = structuredClone(document) as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  const before = at[last];
  if (typeof before === 'string') {
    const first = before.charAt(0) === 'a' ? 'b' : 'a';
    at[last] = first + before.slice(1);
  } else if (typeof before === 'number') at[last] = before + 1;
  else if (typeof before === 'boolean') at[last] = !before;
  else at[last] = 'something';
  return copy;
}

test('a receipt checks with nothing but itself, and names the words, the purpose and the person', async (t) => {
  const { receipt } = await withReceipt(t);
  const found = checkReceipt(receipt);
  t.like(found, { ok: true, says: { address_proven: true } });
  t.is(receipt.piiPrincipalId, ADDRESS);
  t.is(receipt.services[0].purposes[0].purpose, 'News and offers');
  t.like(receipt.record.statement, { action: 'grant', state_after: 'granted' });
});

test('a receipt changed anywhere, by one character, is refused', async (t) => {
  const { receipt } = await withReceipt(t);
  const places = [...changes(receipt)];
  t.true(places.length > 60);
  const accepted = places.filter((path) => checkReceipt(changed(receipt, path)).ok);
  t.deepEqual(accepted, []);
});

test('signed anew by somebody else it holds together, but not under the organisation’s key', async (t) => {
  const [mine, theirs] = [await withReceipt(t), await withReceipt(t)];
  t.true(checkReceipt(theirs.receipt).ok);
  t.deepEqual(checkReceipt(theirs.receipt, mine.receipt.publicKey), {
    ok: false,
    problems: ['is signed by another key'],
  });
});

test('without the right to reveal the address is masked, and the receipt still checks', async (t) => {
  const { get, api, tenant } = await withReceipt(t);
  const { body } = await get();
  t.is(body.piiPrincipalId, 'r•••@example.com');
  t.is(body.proof.salt, null);
  t.like(checkReceipt(body), { ok: true, says: { address_proven: false } });
  const plain = await api.tenant(['consents:read']);
  const { status } = await plain.call(
    'GET',
    `/consents/${tenant.context.tenantId}/receipt?reveal=true`,
  );
  t.is(status, 403);
});

test('a record the owner of the database has changed gets no receipt', async (t) => {
  const { get, consentId } = await withReceipt(t);
  const owner = new pg.Client(loadConfig().DATABASE_URL);
  await owner.connect();
  await owner.query(
    `update consent_events set captured_at = captured_at - interval '1 day' where consent_id = $1`,
    [consentId],
  );
  await owner.end();
  t.is((await get()).status, 409);
});

test('a withdrawal has its receipt too, and an event of another consent has none here', async (t) => {
  const { tenant, consentId, get } = await withReceipt(t);
  await tenant.call('POST', '/consents/opt-out', { email: ADDRESS, channel: 'email' });
  const history = await tenant.call('GET', `/consents/${consentId}/history`);
  const { id } = history.body.data.at(-1);
  const { body } = await get(`?event_id=${id}`);
  t.like(body.record.statement, { action: 'withdraw', state_after: 'withdrawn' });
  t.true(checkReceipt(body).ok);
  t.is((await get(`?event_id=${otherEvent(tenant)}`)).status, 404);
});

const otherEvent = (tenant: TestTenant): string => tenant.context.tenantId;

test('a receipt that an editor saved with a byte order mark is checked as without', async (t) => {
  const { api, receipt } = await withReceipt(t);
  const saved = JSON.stringify(receipt, null, 2);
  for (const text of [saved, `\uFEFF${saved}`]) {
    t.like(await checkReceiptText(api.services, text), { ok: true });
  }
});
