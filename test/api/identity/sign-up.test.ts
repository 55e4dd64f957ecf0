import test from 'ava';
import { newId } from '#lib/ids.ts';
import { identityServer, randomAddress, type IdentityServer } from '../../_support/identity.ts';

const person = (organization: string) => ({
  email: `person-${newId()}@example.com`,
  password: 'a long enough password',
  name: 'Some Person',
  organization_name: organization,
});

const signUp = (server: IdentityServer, body: object) =>
  server.call('POST', '/auth/sign-up', body, { 'x-forwarded-for': randomAddress() });

test('organizations of the same name, at the same time, get short names of their own', async (t) => {
  const server = await identityServer(t);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => signUp(server, person('Überraschung & Söhne'))),
  );
  t.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([201]));
  const slugs = answers.map((answer) => answer.body.organization.slug);
  t.is(new Set(slugs).size, 6);
  for (const slug of slugs) t.regex(slug, /^uberraschung-sohne(-[a-z0-9]{6})?$/);
  const other = await signUp(server, person('株式会社'));
  t.regex(other.body.organization.slug, /^org(-[a-z0-9]{6})?$/);
});

test('one e-mail address makes one account, however often and at once', async (t) => {
  const server = await identityServer(t);
  const body = person('Once');
  const answers = await Promise.all([signUp(server, body), signUp(server, body)]);
  // The slower may find the faster one's sign-up unfinished and go on with it: that is no second account.
  for (const { status } of answers) t.true([201, 409].includes(status), String(status));
  t.true(answers.some(({ status }) => status === 201));
  const again = await signUp(server, { ...body, email: body.email.toUpperCase() });
  t.is(again.status, 409);
  t.deepEqual(again.headers.getSetCookie(), []);
});

test('a sign-up that was cut off is finished by the next login, or by the same sign-up', async (t) => {
  const server = await identityServer(t);
  for (const path of ['/auth/login', '/auth/sign-up']) {
    for (const lost of ['tenant', 'organization'] as const) {
      const body = person('Interrupted');
      await server.cutOffSignUp(body, lost);
      const { email, password } = body;
      const answer = await server.call(
        'POST',
        path,
        path === '/auth/login' ? { email, password } : body,
        { 'x-forwarded-for': randomAddress() },
      );
      t.true(answer.status < 300, `${path} ${lost}: ${JSON.stringify(answer.body)}`);
      t.is(answer.body.organization.name, 'Interrupted');
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const purposes = await server.call('GET', '/purposes', undefined, { cookie });
      t.is(purposes.body.data?.length, 2, `${path} ${lost}`);
    }
  }
});

test('a stranger cannot finish another’s sign-up', async (t) => {
  const server = await identityServer(t);
  const body = person('Interrupted');
  await server.cutOffSignUp(body, 'tenant');
  t.is((await signUp(server, { ...body, password: 'another long password' })).status, 409);
});

test('passwords need length, must not be known from a breach, and need nothing else', async (t) => {
  const server = await identityServer(t);
  const attempt = async (password: string): Promise<number> =>
    (await signUp(server, { ...person('Passwords'), password })).status;
  t.is(await attempt('short one'), 422);
  t.is(await attempt('x'.repeat(129)), 422);
  const known = await signUp(server, { ...person('Passwords'), password: 'qwertyuiop' });
  t.is(known.status, 422);
  t.like(known.body.errors[0], { path: 'password' });
  t.regex(known.body.errors[0].message, /known from data breaches/);
  t.is(await attempt('aaaaaaaaaab'), 201);
  t.is(await attempt('ключ от всех дверей 🔑'), 201);
});
