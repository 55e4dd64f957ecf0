import test, { type ExecutionContext } from 'ava';
import { LIMITS } from '#api/identity/limits.ts';
import { tenantId } from '#lib/ids.ts';
import { identityServer, randomAddress } from '../../_support/identity.ts';
import { until } from '../../_support/until.ts';

/** Somebody with an account, and the failed sign-ins in their organisation's audit log. */
async function setUp(t: ExecutionContext) {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const attempt = (email: string, password: string, from = randomAddress()) =>
    server.call('POST', '/auth/login', { email, password }, { 'x-forwarded-for': from, 'x-request-id': 'request-of-test' }); // prettier-ignore
  const rows = () =>
    server.services.db.withTenant({ tenantId: tenantId(owner.organization.id) }, (trx) =>
      trx('audit_log').where({ action: 'user.sign_in_failed' }).orderBy('id').select('*'),
    );
  return { server, owner, attempt, rows };
}

test('a sign-in that failed is a row in the audit log of the account’s organization, with its reason', async (t) => {
  const { owner, attempt, rows } = await setUp(t);
  t.is((await attempt(owner.email.toUpperCase(), 'not the password')).status, 401);
  await until(async () => (await rows()).length === 1);
  const [row] = await rows();
  t.like(row, {
    actor_type: 'system',
    actor_id: null,
    entity_type: 'user',
    entity_id: owner.userId,
    detail: { reason: 'wrong_password' },
    request_id: 'request-of-test',
  });
  t.false(JSON.stringify(row).includes(owner.email));
  const listed = await owner.call('GET', '/audit?action=user.sign_in_failed');
  t.is(listed.body.data.length, 1);
});

test('attempts that are refused for their number are one row, however many follow', async (t) => {
  const { owner, attempt, rows, server } = await setUp(t);
  const from = randomAddress();
  for (let i = 0; i < LIMITS.loginPair.points; i++) await attempt(owner.email, `wrong ${i}`, from);
  for (let i = 0; i < 4; i++) t.is((await attempt(owner.email, 'wrong', from)).status, 429);
  const all = LIMITS.loginPair.points + 1;
  await until(async () => (await rows()).length >= all);
  // Everything that could still arrive would have come before these.
  await attempt(owner.email, 'wrong');
  await until(async () => (await rows()).length > all);
  const reasons = (await rows()).map(({ detail }) => detail.reason);
  t.is(reasons.length, all + 1);
  t.is(reasons.filter((reason) => reason === 'too_many_attempts').length, 1);
  t.is((await server.call('POST', '/auth/login', { email: owner.email, password: owner.password }, { 'x-forwarded-for': randomAddress() })).status, 200); // prettier-ignore
});

test('an account that is not there is in nobody’s log', async (t) => {
  const { owner, attempt, rows } = await setUp(t);
  t.is((await attempt('nobody-at-all@example.com', 'not the password')).status, 401);
  await attempt(owner.email, 'not the password');
  await until(async () => (await rows()).length > 0);
  t.is((await rows()).length, 1);
});
