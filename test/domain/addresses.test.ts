import test from 'ava';
import { normalizeEmail, spellAddress } from '#domain/addresses/address.ts';
import { readAddress } from '#domain/addresses/addresses.ts';

const email = (raw: string) => readAddress('email', raw, '');
const phone = (raw: string, country = 'US') => readAddress('sms', raw, country);

test('an address is never mended into somebody else’s: what is no address as it stands is refused, with the sign that is wrong', (t) => {
  for (const [raw, wrong] of [
    ['jane@example.com/y', '“/”'],
    ['jane@example.com?subject=hi', '“?”'],
    ['jane@example.com#a', '“#”'],
    ['jane@example.com\\x', '“\\”'],
    ['jane@ex%61mple.com', '“%”'],
    ['jane@example.com:80', '“:”'],
    ['jane@b@example.com', '“@”'],
    ['mailto:jane@example.com', '“:”'],
    ['jane@example.com, b@example.com', '“@”'],
    ['Mrs X <jane@example.com>', 'white space'],
    ['jane@exa mple.com', 'white space'],
    ['jane\u00a0x@example.com', 'white space'],
    ['jane@ex\u0000ample.com', 'U+0000'],
    ['jane@\u2460.com', 'U+2460'],
    ['\ufb01n@example.com', 'U+FB01'],
    ['jane@example.com.', 'ends with a dot'],
    ['jane@example', 'is not an e-mail address'],
    ['jane@1.2.3.4', 'is not an e-mail address'],
    ['jane@-a.com', 'is not an e-mail address'],
    ['.jane@example.com', 'is not an e-mail address'],
    ['@example.com', 'is not an e-mail address'],
    ['jane@', 'is not an e-mail address'],
    [`${'a'.repeat(65)}@example.com`, 'is not an e-mail address'],
  ] as const) {
    const read = email(raw);
    t.true('problem' in read && read.problem.includes(wrong), `${JSON.stringify(raw)}: ${JSON.stringify(read)}`); // prettier-ignore
  }
});

test('spellings of one address are one address', (t) => {
  for (const [raw, address] of [
    [' Jane@Example.COM\t', 'jane@example.com'],
    ['ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'jane@example.com'],
    ['jane@example。com', 'jane@example.com'],
    ['jane@münchen.de', 'jane@xn--mnchen-3ya.de'],
    ['jane@mu\u0308nchen.de', 'jane@xn--mnchen-3ya.de'],
    ['jane@XN--mnchen-3ya.de', 'jane@xn--mnchen-3ya.de'],
    ['A\u030asa@example.com', 'åsa@example.com'],
    ['jane@نامه\u200cای.com', 'jane@xn--mgba3gch31f060k.com'],
    ["o'brien+news@example.co.uk", "o'brien+news@example.co.uk"],
    ['สมจำ@example.com', 'สมจำ@example.com'],
  ] as const) {
    t.deepEqual(email(raw), { address, changed: false });
  }
});

const UNSEEN = ['\u200b', '\u200c', '\u200d', '\u00ad', '\u2060', '\ufeff', '\u202a', '\u202e', '\u2066', '\u200f', '\u180e', '\u3164', '\u2800', '\ufe0f', '\u{e0061}']; // prettier-ignore

test('an invisible character makes no second person: refused where an address is kept, passed over where one is looked for', (t) => {
  for (const unseen of UNSEEN) {
    for (const raw of [
      `ja${unseen}ne@example.com`,
      `jane@exam${unseen}ple.com`,
      `x${unseen}@example.com`,
    ]) {
      const name = `U+${unseen.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
      t.deepEqual(email(raw), { problem: `has an invisible character (${name}): remove it` });
      t.is(normalizeEmail(raw), raw.replaceAll(unseen, ''));
    }
    const number = `+1201${unseen}5550123`;
    t.true('problem' in phone(number));
    t.like(spellAddress('sms', number, 'US'), { address: '+12015550123', changed: true });
  }
  t.like(spellAddress('sms', '\u202a+1 201 555 0123\u202c', 'AT'), { address: '+12015550123', changed: true }); // prettier-ignore
});

test('a number is the whole of what was typed, in any digits; none is picked out of more', (t) => {
  for (const [raw, country, address] of [
    ['(+1) 201-555-0123', 'AT', '+12015550123'],
    ['tel:+12015550123', 'AT', '+12015550123'],
    ['＋１２０１５５５０１２３', 'AT', '+12015550123'],
    ['٠٥٠١٢٣٤٥٦٧', 'SA', '+966501234567'],
    ['00 43 (0) 664 1234567', 'US', '+436641234567'],
    ['0664/123 45 67', 'AT', '+436641234567'],
  ] as const) {
    t.deepEqual(phone(raw, country), { address, changed: false });
  }
  for (const raw of [
    'Call +12015550123 now',
    '+12015550123 mobile',
    '+12015550123 / +12015550124',
    '+12015550123,',
    '1-800-FLOWERS',
    '2.015550123E9',
    '+1 201 555 0123 ext. 5',
    '+12015550123;ext=5',
    '+12015550123#4',
  ]) {
    t.true('problem' in phone(raw), raw);
  }
});
