import test from 'ava';
import { LIMITS } from '#api/identity/limits.ts';
import { identityServer, randomAddress } from '../../_support/identity.ts';

test('guessing one account’s password from one address ends in 429 with Retry-After', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const from = { 'x-forwarded-for': randomAddress() };
  const guess = (password: string) =>
    server.call('POST', '/auth/login', { email: owner.email, password }, from);
  for (let i = 0; i < LIMITS.loginPair.points; i++) {
    t.is((await guess(`wrong password ${i}`)).status, 401);
  }
  const refused = await guess(owner.password);
  t.is(refused.status, 429);
  const wait = Number(refused.headers.get('retry-after'));
  t.true(wait > 0 && wait <= LIMITS.loginPair.duration);
  t.deepEqual(refused.headers.getSetCookie(), []);
  // The owner, elsewhere, is not locked out by the guesser.
  const elsewhere = await server.call(
    'POST',
    '/auth/login',
    { email: owner.email, password: owner.password },
    { 'x-forwarded-for': randomAddress() },
  );
  t.is(elsewhere.status, 200);
});

test('trying many accounts from one address ends in 429 too', async (t) => {
  const server = await identityServer(t);
  const from = { 'x-forwarded-for': randomAddress() };
  const attempt = (i: number) =>
    server.call(
      'POST',
      '/auth/login',
      { email: `nobody-${i}@example.com`, password: 'a password' },
      from,
    );
  const statuses: number[] = [];
  for (let done = 0; done < LIMITS.loginIp.points + 5; done += 5) {
    const five = await Promise.all([0, 1, 2, 3, 4].map((i) => attempt(done + i)));
    statuses.push(...five.map((answer) => answer.status));
  }
  t.is(statuses.filter((status) => status === 401).length, LIMITS.loginIp.points);
  t.is(statuses.filter((status) => status === 429).length, 5);
});

// Measured in processor time, which a busy machine does not change. Serial tests run before the others, so nothing
// else in this process uses any meanwhile.
test.serial('an unknown account takes as long as a known one', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const time = async (email: string): Promise<number> => {
    const started = process.cpuUsage();
    const body = { email, password: 'not the password' };
    await server.call('POST', '/auth/login', body, { 'x-forwarded-for': randomAddress() });
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1_000;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  // In turns; the fastest run of each is the least disturbed.
  for (let i = 0; i < 12; i++) {
    known.push(await time(owner.email));
    unknown.push(await time(`nobody-${i}@example.com`));
  }
  const [ours, theirs] = [Math.min(...known), Math.min(...unknown)];
  // Hashing takes some 50 ms; without it an unknown account would answer in a tenth of the time.
  t.true(theirs > ours * 0.5 && theirs < ours * 2, `${theirs} ms and ${ours} ms`);
});
