import test from 'ava';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { readAddress } from '#domain/addresses/addresses.ts';
import { countryOf } from '#domain/addresses/address.ts';
import { everyPhone, spellPhone } from '#domain/addresses/spell-phone.ts';

test('digits that begin with a country code, without a plus, are not made a number of home', (t) => {
  const abroad: [string, string][] = [
    ['4915133456723', 'DE'], ['393331234567', 'DE'], ['33612345678', 'DE'], ['4915144456701', 'DE'], ['34612345678', 'DE'], ['41791234567', 'DE'],
    ['447912345678', 'DE'], ['4366412345678', 'DE'], ['31612345678', 'DE'], ['919876543210', 'DE'], ['96550012678', 'DE'],
    ['4915133456723', 'AT'], ['4915133456723', 'FR'], ['4915133456723', 'US'], ['33612345678', 'IT'], ['393331234567', 'IT'], ['965 5001 2678', 'DE'],
  ]; // prettier-ignore
  for (const [digits, home] of abroad) {
    const read = spellPhone(digits, home);
    t.is('address' in read && read.address, `+${digits.replaceAll(' ', '')}`, `${digits} ${home}`);
  }
  t.like(spellPhone('33612345678', 'DE'), {
    noted: 'was read with a plus sign, as a number of FR',
  });
  // A program is told by the number in the answer.
  t.like(readAddress('sms', '4915144456701', 'DE'), { address: '+4915144456701' });
});

test('a number as it is written at home stays one', (t) => {
  const home: [string, string, string][] = [
    ['015133456723', 'DE', '+4915133456723'], ['0151 33456723', 'DE', '+4915133456723'], ['030 123456', 'DE', '+4930123456'], ['15112345678', 'DE', '+4915112345678'],
    ['2015550123', 'US', '+12015550123'], ['12015550123', 'US', '+12015550123'], ['(201) 555-0123', 'US', '+12015550123'], ['9613123456', 'IN', '+919613123456'], ['5351234567', 'TR', '+905351234567'],
    ['84991234567', 'RU', '+74991234567'], ['13121234567', 'CN', '+8613121234567'], ['50012678', 'KW', '+96550012678'], ['3331234567', 'IT', '+393331234567'], ['612345678', 'ES', '+34612345678'],
    ['11961234567', 'BR', '+5511961234567'], ['6641234567', 'AT', '+436641234567'], ['0612345678', 'FR', '+33612345678'], ['07912345678', 'GB', '+447912345678'],
  ]; // prettier-ignore
  for (const [digits, country, number] of home)
    t.deepEqual(spellPhone(digits, country), { address: number, changed: false }, digits);
  // No mobile number of Singapore where ten digits are how numbers are written.
  t.true('problem' in spellPhone('6591234567', 'US'));
});

test('what may be two numbers is refused, and found under both', (t) => {
  const problem = 'may be two phone numbers: enter it with its country code';
  t.deepEqual(spellPhone('15133456723', 'DE'), { problem });
  t.deepEqual(everyPhone('15133456723', 'DE'), ['+4915133456723', '+15133456723']);
  t.deepEqual(everyPhone('33612345678', 'DE'), ['+4933612345678', '+33612345678']);
});

test('every kind of space is a space in a number', (t) => {
  for (const space of [
    '\u00a0',
    '\u202f',
    '\u2007',
    '\u2009',
    '\u2002',
    '\u3000',
    '\u1680',
    '\u205f',
  ])
    t.like(
      spellPhone(`0664${space}123${space}45${space}67`, 'AT'),
      { address: '+436641234567' },
      space.charCodeAt(0).toString(16),
    );
});

test('a spelling of before a renumbering is taken from programs, too', (t) => {
  t.like(readAddress('sms', '+5215512345678', 'US'), { address: '+525512345678' });
});

test('the country of a number that is written in full is the one that it has by itself', (t) => {
  let told = 0;
  for (const country of getCountries()) {
    const number = getExampleNumber(country, examples)?.number;
    for (const home of number ? ['US', 'DE', 'KW', ''] : []) {
      const read = spellPhone(number ?? '', home);
      if (!('address' in read) || read.country === undefined) continue;
      told++;
      t.is(read.country, countryOf(read.address), number);
    }
  }
  t.true(told > 900);
  t.false('country' in spellPhone('(212) 200-0000', 'US'));
});
