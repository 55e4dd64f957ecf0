import test from 'ava';
import { outgoingUrlFault } from '#lib/outgoing.ts';

test('public addresses may be called over https', (t) => {
  for (const url of ['https://api.openai.com/v1', 'https://93.184.216.34', 'https://example.com:8443/a', 'https://[2606:2800:220:1::1]/v1']) {
    t.is(outgoingUrlFault(url), null, url);
  } // prettier-ignore
});

test('addresses of this machine or network may not, however they are written', (t) => {
  const internal = [
    'localhost', 'LOCALHOST.', 'a.localhost', 'db', 'vault.internal', 'printer.local', '127.0.0.1', '127.1', '2130706433',
    '0x7f000001', '0177.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0',
    '[::1]', '[::]', '[fd00::1]', '[fe80::1]', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '224.0.0.1', '255.255.255.255',
  ]; // prettier-ignore
  for (const host of internal) {
    const url = `https://${host}/v1`;
    t.is(outgoingUrlFault(url), 'must not be in this server’s own network', host);
    t.is(outgoingUrlFault(url, true), null, host);
  }
});

test('anything but an address of the web is refused', (t) => {
  t.is(outgoingUrlFault('http://example.com'), 'must begin with https://');
  t.is(outgoingUrlFault('http://127.0.0.1:11434/v1', true), null);
  for (const text of ['', 'example.com', 'file:///etc/passwd', 'javascript:alert(1)', 'ftp://example.com']) {
    t.regex(outgoingUrlFault(text, true) ?? '', /^must be an address/, text);
  } // prettier-ignore
  t.regex(outgoingUrlFault('https://user:pass@example.com') ?? '', /password/);
  t.regex(outgoingUrlFault('https://example.com/?a=b') ?? '', /query/);
});
