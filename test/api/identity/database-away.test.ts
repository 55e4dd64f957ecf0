import { createServer } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { createApi } from '#api/create.ts';
import { loadConfig } from '#lib/config.ts';
import { createLogger } from '#lib/logger.ts';
import { createRuntime } from '#runtime/services.ts';
import { freePort } from '../../../bin/services/ports.ts';
import { identityServer } from '../../_support/identity.ts';
import { request } from '../../_support/request.ts';

/** The API, configured for a database at whose port nobody listens. */
async function cutOff(t: ExecutionContext): Promise<string> {
  const dead = new URL(loadConfig().DATABASE_URL);
  dead.port = String(await freePort());
  const config = { ...loadConfig(), DATABASE_URL: dead.toString(), PATIENCE_MS: 3_000 };
  const runtime = createRuntime(config, 'test');
  const logger = createLogger('test', 'silent');
  const api = createApi(config, runtime, { version: 'test', logger });
  const server = createServer(api.app.callback());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(async () => {
    server.closeAllConnections();
    server.close();
    await api.close();
    await runtime.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('while the database is away every way in answers 503 and says when to come back', async (t) => {
  const url = await cutOff(t);
  const credentials = { email: 'a@example.com', password: 'a long enough password' };
  const signUp = { ...credentials, name: 'A', organization_name: 'A' };
  const cookie = `assent.session_token=${'a'.repeat(32)}.${'b'.repeat(43)}=`;
  const answers = await Promise.all([
    request(url, 'GET', '/contacts', undefined, { authorization: 'Bearer ask_something' }),
    request(url, 'POST', '/auth/login', credentials),
    request(url, 'POST', '/auth/sign-up', signUp),
  ]);
  for (const answer of answers) {
    t.is(answer.status, 503, JSON.stringify(answer.body));
    t.true(Number(answer.headers.get('retry-after')) > 0);
  }
  // A cookie whose signature is wrong is refused without asking the database.
  t.is((await request(url, 'GET', '/users/me', undefined, { cookie })).status, 401);
  t.is((await fetch(`${url}/health`)).status, 503);
});

test('a session is not taken for ended because the database is away', async (t) => {
  const { cookie } = await (await identityServer(t)).signUp();
  const answer = await request(await cutOff(t), 'GET', '/users/me', undefined, { cookie });
  t.is(answer.status, 503, JSON.stringify(answer.body));
  t.deepEqual(answer.headers.getSetCookie(), []);
});
