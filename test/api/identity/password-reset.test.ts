import test, { type ExecutionContext } from 'ava';
import { tenantId } from '#lib/ids.ts';
import { identityServer, cookieOf, randomAddress } from '../../_support/identity.ts';
import { asOwner } from '../../_support/installations.ts';
import { notedProcesses, resetActivities } from '../../_support/password-resets.ts';
import { loadConfig } from '#lib/config.ts';

const NEW = 'seven green umbrellas';

async function setUp(t: ExecutionContext) {
  const noted = notedProcesses();
  const server = await identityServer(t, { processes: noted.processes });
  const work = await resetActivities(t, server.services);
  const post = (path: string, body: object, from = randomAddress()) =>
    server.call('POST', path, body, { 'x-forwarded-for': from });
  const ask = (email: string, from?: string) => post('/auth/password-reset', { email }, from);
  const confirm = (body: object) => post('/auth/password-reset/confirm', body);
  const login = async (email: string, password: string) =>
    (await post('/auth/login', { email, password })).status;
  /** As the process does it. @returns the token, and what it belongs to */
  const linkOf = async (email: string) => {
    t.is((await ask(email)).status, 202);
    const { input, workflowId } = noted.started.at(-1) ?? t.fail();
    t.true((await work.mailLink(input)).waitMs > 0);
    return { token: await work.tokenTo(email), input, workflowId };
  };
  return { ...noted, server, work, ask, confirm, login, linkOf };
}

test('a link that was mailed sets a new password once, ends every session, and leaves the keys', async (t) => {
  const { server, work, confirm, login, linkOf, signals } = await setUp(t);
  const { email, password, cookie, call, organization } = await server.signUp();
  const other = cookieOf((await server.call('POST', '/auth/login', { email, password })).headers);
  const { token, input, workflowId } = await linkOf(email);

  t.deepEqual(await work.tellChanged(input), { told: false });
  const [open] = await asOwner<{ sessions: number }>(
    { databaseUrl: loadConfig().DATABASE_URL },
    `select count(*)::int as sessions from auth.session s join auth."user" u on u.id = s."userId" where u.email = $1`,
    [email],
  );
  t.is((await confirm({ token, password: NEW })).status, 204);
  for (const session of [cookie, other]) {
    t.is((await server.call('GET', '/users/me', undefined, { cookie: session })).status, 401);
  }
  t.is(await login(email, password), 401);
  t.is(await login(email, NEW), 200);
  t.is((await call('GET', '/organizations/me')).status, 200);
  t.deepEqual(signals, [`linkUsed ${workflowId}`]);

  const again = await confirm({ token, password: 'another long password' });
  t.is(again.status, 422);
  t.is(again.body.errors[0].path, 'token');
  t.is(await login(email, NEW), 200);

  t.deepEqual(await work.tellChanged(input), { told: true });
  t.is((await work.mailTo(email))?.subject, 'Your password for Assent was changed');
  await work.end(input);
  t.deepEqual(await work.tellChanged(input), { told: false });

  const audited: unknown = await server.services.db.withTenant(
    { tenantId: tenantId(organization.id) },
    (trx) =>
      trx('audit_log')
        .where('action', 'like', 'user.password%')
        .orderBy('id')
        .select('action', 'actor_type', 'detail'),
  );
  t.like(audited, [
    { action: 'user.password_reset_requested', actor_type: 'system' },
    { action: 'user.password_changed', actor_type: 'user' },
    { action: 'user.password_reset', actor_type: 'user', detail: { sessions: open?.sessions } },
  ]);
});

test('known and unknown addresses get the same answer and the same process, which knows nobody', async (t) => {
  const { server, work, ask, started } = await setUp(t);
  const { email } = await server.signUp();
  const nobody = `nobody-${email}`;
  const [known, unknown] = [await ask(email), await ask(nobody)];
  const told = ({ status, body, headers }: typeof known) => {
    const named = [...headers.keys()].filter((name) => name !== 'date').toSorted();
    return { status, body, named };
  };
  t.deepEqual(told(known), told(unknown));
  t.is(started.length, 2);
  const last = started.at(-1) ?? t.fail();
  t.deepEqual(await work.mailLink(last.input), { waitMs: 0 });
  await work.end(last.input);
  t.is(await work.mailTo(nobody), undefined);
});

test('a newer link replaces the older one; a link ends after an hour', async (t) => {
  const { server, confirm, linkOf, work } = await setUp(t);
  const { email } = await server.signUp();
  const first = await linkOf(email);
  const second = await linkOf(email);
  t.is((await confirm({ token: first.token, password: NEW })).status, 422);
  t.deepEqual(await work.mailLink(first.input), { waitMs: 0 });
  await asOwner(
    { databaseUrl: loadConfig().DATABASE_URL },
    `update auth.password_reset set "expiresAt" = now() - interval '1 second' where id = $1`,
    [second.input.id],
  );
  t.is((await confirm({ token: second.token, password: NEW })).status, 422);
});

test('of two uses at once one counts', async (t) => {
  const { server, confirm, linkOf, login } = await setUp(t);
  const { email } = await server.signUp();
  const { token } = await linkOf(email);
  const passwords = [NEW, 'eight yellow umbrellas'];
  const answers = await Promise.all(passwords.map((password) => confirm({ token, password })));
  t.deepEqual(answers.map(({ status }) => status).toSorted(), [204, 422]);
  const statuses = await Promise.all(passwords.map((password) => login(email, password)));
  t.deepEqual(statuses.toSorted(), [200, 401]);
});

test('a refused password leaves the link; forged links, and those of other kinds, are refused', async (t) => {
  const { server, confirm, linkOf } = await setUp(t);
  const { email } = await server.signUp();
  const { token } = await linkOf(email);
  for (const password of ['short', 'password123']) {
    const refused = await confirm({ token, password });
    t.is(refused.status, 422);
    t.is(refused.body.errors[0].path, 'password');
  }
  for (const forged of [
    `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`,
    `B${token.slice(1)}`,
    'x',
    '../x',
  ]) {
    const refused = await confirm({ token: forged, password: NEW });
    t.is(refused.status, 422);
    t.is(refused.body.errors[0].path, 'token');
  }
  t.is((await confirm({ token, password: NEW })).status, 204);
});

test('requests are limited for an address, known or not; without Temporal both are refused alike', async (t) => {
  const { server, ask, state } = await setUp(t);
  const { email } = await server.signUp();
  for (const address of [email, `nobody-${email}`]) {
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await ask(address)).status);
    t.deepEqual(statuses, [202, 202, 202, 202, 202, 429]);
  }
  const another = await server.signUp();
  state.away = true;
  t.is((await ask(another.email)).status, 503);
  t.is((await ask(`nobody-${another.email}`)).status, 503);
});
