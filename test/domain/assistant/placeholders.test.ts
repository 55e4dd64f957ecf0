import test from 'ava';
import { createContact } from '#domain/contacts/create.ts';
import { writtenAddresses } from '#domain/assistant/people/written-addresses.ts';
import { namesOf, peopleIn } from '#domain/assistant/people/people-in.ts';
import { placeholders } from '#domain/assistant/people/placeholders.ts';
import { fitted } from '#domain/assistant/answer/fit.ts';
import { testContext, testServices } from '../../_support/services.ts';

const count = (some: readonly { content: string }[]): number =>
  some.reduce((sum, { content }) => sum + content.length, 0);

test('addresses are found as they are written; amounts and dates are none', (t) => {
  const text =
    'Mail jane.doe@example.com, or call +1 (202) 555-0143 / 0043 664 1234567. It cost 12500.75 on 2026-11-30 12:00.';
  t.deepEqual(writtenAddresses(text, 'AT').map(({ text: found }) => found), [
    'jane.doe@example.com', '+1 (202) 555-0143', '0043 664 1234567',
  ]); // prettier-ignore
  // Numbers of any country, in any digits; dates and years are none.
  for (const number of ['020 7946 0123', '030 901820', '٠٢٠٧٩٤٦٠١٢٣', '＋44 20 7946 0123']) {
    t.deepEqual(writtenAddresses(`Call ${number}.`, 'US').map(({ text: found }) => found), [number]); // prettier-ignore
  }
  t.deepEqual(writtenAddresses('On 01.12.2026 there were 1234567890123 of 2026.', 'US'), []);
});

test('numbers of other countries, between any signs and beside letters, and spelled addresses are found', (t) => {
  const found = [
    '202-555-0143', '2025550143 4155550123', '020\u00A07946\u00A00123', '020\u20117946\u20110123', '612 345 678',
    '＋４４（２０）７９４６　０１２３', 'jane [at] example.com', 'jane＠example.com', 'jane (at) example.com',
  ]; // prettier-ignore
  for (const one of found) {
    const all = writtenAddresses(`请 ${one}，`, 'GB');
    t.deepEqual(all.map(({ text }) => text), [one]);
    t.notRegex(placeholders(all).hide(`请 ${one}，`), /\p{Nd}{3}|jane/u);
  } // prettier-ignore
  const beside = '电话020 7946 0123号';
  t.is(placeholders(writtenAddresses(beside, 'US')).hide(beside), '电话[PHONE_1]号');
  for (const none of ['1 000 000', '12.500.000', '2026-11-30 12:00', '2024–2025', '1234567', 'ab12345678901']) {
    t.deepEqual(writtenAddresses(`It was ${none}.`, 'DE'), [], none);
  } // prettier-ignore
});

test('a long text without spaces is looked through at once', (t) => {
  // Twice as long as a question may be: what looks back at each letter takes half a minute.
  for (const letter of ['王', 'ö', '😀', '1', '+', '.', 'a@', '1-']) {
    const text = letter.repeat(40_000 / letter.length);
    t.true(writtenAddresses(text, 'US').length <= 1, letter);
    t.true(writtenAddresses(`${text} a.b@example.com`, 'US').some((one) => one.text === 'a.b@example.com')); // prettier-ignore
  }
  t.deepEqual(writtenAddresses('(‘x@y.example’. @@ a@b.example.)', 'US').map(({ text }) => text), [
    '‘x@y.example', 'a@b.example',
  ]); // prettier-ignore
});

test('each turn of a conversation is counted a few times, however many there are', (t) => {
  const turns = Array.from({ length: 21 }, (_, i) => ({
    role: i % 2 ? ('assistant' as const) : ('user' as const),
    content: 'x'.repeat(20_000),
  }));
  let letters = 0;
  const kept = fitted({ system: 'S', turns, earlier: [] }, (some) => {
    const sum = some.reduce((all, { content }) => all + content.length, 0);
    letters += sum;
    return sum;
  });
  t.is(kept.length, 2);
  t.true(letters < 100_000, `${letters}`);
});

test('what was hidden is shown again, also when a token comes in parts', (t) => {
  const hidden = placeholders([
    { kind: 'EMAIL', text: 'jane@example.com' },
    { kind: 'NAME', text: 'Amina Khalil' },
    { kind: 'NAME', text: 'amina khalil' },
    { kind: 'NAME', text: 'Amina' },
    { kind: 'NAME', text: 'May' },
    { kind: 'PHONE', text: '+1 202 555 0143', same: '+12025550143' },
    { kind: 'PHONE', text: '(202) 555-0143', same: '+12025550143' },
  ]);
  const text =
    'Why did amina khalil, or Amina Khalil (jane@example.com), write? Aminas may? Amina May? +1 202 555 0143 is (202) 555-0143';
  const left = hidden.hide(text);
  t.is(left, 'Why did [NAME_1_2], or [NAME_1] ([EMAIL_1]), write? Aminas may? [NAME_2] [NAME_3]? [PHONE_1] is [PHONE_1_2]'); // prettier-ignore
  t.is(hidden.show(left), text);
  const reveal = hidden.reveal();
  const parts = [...'Ask [NAME_1_2] or [NAME_9], [a list] and [EMAIL_1]'].map((one) => reveal.part(one)); // prettier-ignore
  t.is(parts.join('') + reveal.rest(), 'Ask amina khalil or [NAME_9], [a list] and jane@example.com'); // prettier-ignore
  t.true(parts.every((part) => !/^\[[A-Z]*$/.test(part)));
});

test('contacts are found by name and address, and words that only look like names are left', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const make = async (name: string, email: string): Promise<string> =>
    (await createContact(services, ctx, { name, email, fields: {}, tags: [] })).id;
  const [will, amina] = [await make('Will Young', 'will@example.com'), await make('Amina Khalil', 'amina@example.com')]; // prettier-ignore
  const keys = await services.keyring.keys(ctx);
  const look = (text: string) => services.db.withTenant(ctx, (trx) => peopleIn(trx, keys, text, 'US')); // prettier-ignore
  t.deepEqual((await look('When will the next campaign go out to young people?')).found, []);
  const named = await look('Did Will get it, and amina khalil?');
  t.deepEqual(named.contactIds.toSorted(), [will, amina].toSorted());
  t.deepEqual(named.found.map(({ text }) => text).toSorted(), ['Will', 'amina khalil']);
  t.deepEqual((await look('What of amina@example.com?')).contactIds, [amina]);
});

test.serial('a long question about many contacts is looked through at once', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const keys = await services.keyring.keys(ctx);
  const names = Array.from({ length: 300 }, (_, i) => `Anna${'abcdefghij'[i % 10]} Quint${'abcdefghij'[Math.floor(i / 10) % 10]}`); // prettier-ignore
  const ids: string[] = [];
  for (const [i, name] of names.entries()) {
    ids.push((await createContact(services, ctx, { name, email: `a${i}@example.com`, fields: {}, tags: [] })).id); // prettier-ignore
  }
  const text = 'Annaa Quinta öäü王 '.repeat(1100);
  const before = process.cpuUsage();
  const found = await services.db.withTenant(ctx, (trx) => namesOf(trx, keys, ids, text));
  t.deepEqual(found.map((one) => one.text).toSorted(), ['Annaa', 'Annaa Quinta', 'Quinta']);
  // Each contact read through the whole text takes some seconds.
  t.true(process.cpuUsage(before).user < 2_000_000, `${process.cpuUsage(before).user}`);
});

test('the oldest turns are cut and summed up; the question stays', (t) => {
  const turns = Array.from({ length: 21 }, (_, i) => ({
    role: i % 2 ? ('assistant' as const) : ('user' as const),
    content: `words ${i} ${'x'.repeat(100)}`,
  }));
  const all = fitted({ system: 'S', turns, earlier: [] }, count, 10_000);
  t.is(all.length, 22);
  const cut = fitted({ system: 'S', turns, earlier: ['the very first'] }, count, 2_200);
  t.is(cut[0]?.role, 'system');
  t.regex(cut[0]?.content ?? '', /^S\nEarlier .*\n- the very first\n- words 0/s);
  t.is(cut[1]?.role, 'user');
  t.is(cut.at(-1), turns.at(-1));
  t.true(count(cut) <= 2_200);
  t.is(fitted({ system: 'S', turns: turns.slice(-1), earlier: [] }, count, 1).length, 2);
});
