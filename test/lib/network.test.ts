import test from 'ava';
import { networkOf } from '#lib/network.ts';

test('addresses of one household are one network', (t) => {
  const home = '2001:db8:0:0';
  for (const ip of [
    '2001:db8::1',
    '2001:db8::a:b:c:d',
    '2001:0DB8:0:0:ffff::',
    '2001:db8:0:0:0:0:203.0.113.7',
    '2001:db8::%eth0',
  ]) {
    t.is(networkOf(ip), home, ip);
  }
  t.is(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2');
  t.is(networkOf('2001:db8:0:1::1'), '2001:db8:0:1');
  t.is(networkOf('::1'), '0:0:0:0');
  t.is(networkOf('203.0.113.7'), '203.0.113.7');
  t.is(networkOf('::ffff:203.0.113.7'), '203.0.113.7');
  t.is(networkOf('nonsense'), 'nonsense');
});
