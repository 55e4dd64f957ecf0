import test from 'ava';
import { createSecretKey, randomBytes } from 'node:crypto';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { createCodec } from '#temporal/codec.ts';
import { identityServer } from '../_support/identity.ts';

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const plain = {
  metadata: { encoding: base64('json/plain') },
  data: base64('{"tenantId":"t","id":"i"}'),
};
const web = new URL(loadConfig().temporalUiUrl ?? '').origin;

test('what Temporal keeps sealed is opened for whoever may see workflows', async (t) => {
  const server = await identityServer(t);
  const { call } = await server.signUp();
  const sealed = await call('POST', '/codec/encode', { payloads: [plain, plain] });
  t.is(sealed.status, 200);
  t.not(sealed.body.payloads[0].data, plain.data);
  t.is(sealed.body.payloads[0].metadata.encoding, base64('binary/encrypted'));
  t.notDeepEqual(sealed.body.payloads[0], sealed.body.payloads[1], 'sealed anew each time');
  const opened = await call('POST', '/codec/decode', {
    payloads: [...sealed.body.payloads, plain],
  });
  t.deepEqual(opened.body, { payloads: [plain, plain, plain] });
  // As the CLI asks, for a query without arguments.
  t.like(await call('POST', '/codec/encode', {}), { status: 200, body: { payloads: [] } });
});

test('a payload of another organization, another key, or altered, is named and not opened', async (t) => {
  const server = await identityServer(t);
  const [owner, other] = [await server.signUp(), await server.signUp()];
  const keyless = createCodec(createSecretKey(randomBytes(32)));
  const [foreign] = await keyless.encode([{ metadata: {}, data: Buffer.from('x') }]);
  const encoding = base64('binary/encrypted');
  const theirs = (await other.call('POST', '/codec/encode', { payloads: [plain] })).body
    .payloads[0];
  const { rootKey } = loadConfig();
  // Encrypted as a worker does: for their process, for the whole installation, and before payloads named their
  // organization.
  const [process, nobodys] = await Promise.all(
    [`verification:${other.organization.id}:${newId()}`, 'dispatcher'].map(async (workflowId) => {
      const context = { type: 'workflow', namespace: 'default', workflowId } as const;
      const data = Buffer.from(JSON.stringify({ tenantId: owner.organization.id }));
      const [sealed] = await createCodec(rootKey).encode([{ metadata: {}, data }], context);
      return base64(sealed?.data ?? '');
    }),
  );
  const mine = base64(owner.organization.id);
  const payloads = [
    ...['', 'short', foreign?.data ?? ''].map((data) => ({
      metadata: { encoding },
      data: base64(data),
    })),
    ...[theirs.data, process, nobodys].flatMap((data) => [
      { metadata: { encoding }, data },
      { metadata: { encoding, tenant: mine }, data },
      { metadata: { encoding, tenant: base64(other.organization.id) }, data },
    ]),
  ];
  for (const payload of payloads) {
    const answer = await owner.call('POST', '/codec/decode', { payloads: [plain, payload] });
    t.is(answer.status, 422, JSON.stringify(answer.body));
    t.like(answer.body.errors, [{ path: 'payloads.1' }]);
    t.is(answer.body.payloads, undefined);
  }
  t.is((await other.call('POST', '/codec/decode', { payloads: [theirs] })).status, 200);
});

test('only with the right to see workflows, and with a cookie only from our pages and Temporal Web', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const blind = await server.signUp({ scopes: ['contacts:read'] });
  const body = { payloads: [plain] };
  t.is((await server.call('POST', '/codec/decode', body)).status, 401);
  t.is((await blind.call('POST', '/codec/decode', body)).status, 403);
  const from = (origin: string) =>
    server.call('POST', '/codec/decode', body, { cookie: owner.cookie, origin });
  t.is((await from(server.url)).status, 200);
  t.is((await from('https://evil.example')).status, 403);
  t.is((await from('null')).status, 403);
  const answer = await from(web);
  t.is(answer.status, 200);
  t.is(answer.headers.get('access-control-allow-origin'), web);
  t.is(answer.headers.get('access-control-allow-credentials'), 'true');
  // Everywhere else Temporal Web's pages are foreign.
  const elsewhere = { cookie: owner.cookie, origin: web };
  t.is((await server.call('POST', '/contacts', { email: 'a@b.example' }, elsewhere)).status, 403);
});

test('browsers are told so before they ask', async (t) => {
  const server = await identityServer(t);
  const preflight = (origin: string) =>
    server.call('OPTIONS', '/codec/decode', undefined, {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-namespace',
    });
  const allowed = await preflight(web);
  t.is(allowed.status, 204);
  t.is(allowed.headers.get('access-control-allow-origin'), web);
  t.regex(allowed.headers.get('access-control-allow-headers') ?? '', /content-type.*x-namespace/);
  const foreign = await preflight('https://evil.example');
  t.is(foreign.headers.get('access-control-allow-origin'), null);
});
