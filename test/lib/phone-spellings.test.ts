import test from 'ava';
import { normalizePhone } from '#domain/addresses/address.ts';
import { everySpelling, phoneKey } from '#lib/phone-spellings.ts';

const TODAY: Record<string, string> = {
  '+52 1 55 1234 5678': '+525512345678',
  '+5215512345678': '+525512345678',
  '+52 55 1234 5678': '+525512345678',
  '+55 11 8765-4321': '+5511987654321',
  '+5511987654321': '+5511987654321',
  // A land line of São Paulo: no ninth digit.
  '+55 11 3123-4567': '+551131234567',
  '+225 01 23 45 67': '+2250101234567',
  '+225 07 12 34 56': '+2250707123456',
  '+229 97 00 00 00': '+2290197000000',
  '+54 9 11 2345-6789': '+5491123456789',
  '+54 11 2345-6789': '+541123456789',
};

test('a number from before its country renumbered is today’s', (t) => {
  for (const [typed, today] of Object.entries(TODAY))
    t.is(normalizePhone(typed, 'US'), today, typed);
  t.is(normalizePhone('55 8765-4321', 'US'), null);
  t.is(normalizePhone('+5219912', 'US'), null);
});

test('all spellings of one phone have one key, and a phone with one spelling is its own', (t) => {
  for (const one of ['+5491123456789', '+541123456789']) {
    t.is(phoneKey(one), '+5491123456789');
    t.deepEqual(everySpelling(one), ['+5491123456789', '+541123456789']);
  }
  for (const one of ['+5511971234567', '+551171234567']) {
    t.is(phoneKey(one), '+5511971234567');
    t.deepEqual(everySpelling(one), ['+5511971234567', '+551171234567']);
  }
  t.is(phoneKey('+5215512345678'), '+525512345678');
  for (const one of ['+525512345678', '+551131234567', '+5511987654321', '+12015550123'])
    t.deepEqual([phoneKey(one), everySpelling(one)], [one, [one]]);
});
