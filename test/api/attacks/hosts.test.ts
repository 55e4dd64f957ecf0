import test from 'ava';
import { identityServer } from '../../_support/identity.ts';
import { getRaw, sendRaw } from '../../_support/raw-http.ts';

/* Over a raw socket: HTTP clients correct a Host or refuse to send it. */

const NO_HOSTS = [
  '..', '.', '...:80', '.example.com', 'a..b', 'example.com..', '-', '-a.example', 'a-.example', '~', 'a~b',
  `${'a'.repeat(64)}.example`, `${'a.'.repeat(130)}example`, '256.256.256.256', '1.2.3.4.5', '1', '127.1', '0x7f.0.0.1',
  '[]', '[:]', '[1.2.3.4]', '[::1', '[1:2]', 'a:99999', 'a:', 'a:b', '%2e%2e', 'ä.example', '',
]; // prettier-ignore

const HOSTS = [
  'localhost', 'localhost:8080', 'example.com', 'EXAMPLE.com', 'example.com.', 'assent_api:3000', 'a-b.xn--bcher-kva.example',
  '127.0.0.1', '10.0.0.1:80', '[::1]', '[::1]:8080', '[2001:DB8:0:0::1]', '[::ffff:127.0.0.1]', `${'a'.repeat(63)}.example`,
]; // prettier-ignore

test('a Host that is no host name and no address is refused with 400', async (t) => {
  const { url } = await identityServer(t);
  for (const host of NO_HOSTS) {
    for (const path of ['/health', '/api/v1/contacts', '/sign-in']) {
      t.is((await getRaw(url, path, host)).status, 400, `${path} at ${JSON.stringify(host)}`);
    }
    const target = await getRaw(url, `http://${host}/health`, host);
    t.is(target.status, 400, `the absolute form at ${JSON.stringify(host)}`);
  }
});

test('names, addresses and ports are hosts', async (t) => {
  const { url } = await identityServer(t);
  for (const host of HOSTS) t.is((await getRaw(url, '/health', host)).status, 200, host);
  t.is((await sendRaw(url, 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n')).status, 400);
});
