import test from 'ava';
import { locationOf } from '#domain/message-rules/location.ts';
import { PROVIDED_HOLIDAYS, PROVIDED_RULES } from '#domain/message-rules/provided.ts';
import { openingAt, type QuietRule } from '#domain/message-rules/quiet-hours.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const rule = (from: string, to: string, days = EVERY_DAY, region = '*'): QuietRule => ({
  region,
  hours: [{ days, from, to }],
  closed: new Set(),
});
const FEDERAL = [rule('08:00', '21:00')];
const placed = (...zones: string[]) => ({ zones, regions: ['US'] });
const until = (rules: readonly QuietRule[], zones: string[], at: string) => {
  const { open, until: then } = openingAt(rules, placed(...zones), new Date(at));
  return `${open ? 'open' : 'closed'} until ${then?.toISOString().replace('.000', '') ?? 'ever'}`;
};

/** Hours that clocks skip or repeat, with the real offsets of each zone. */
const VECTORS: [string, string, string][] = [
  // The clock goes back: 01:30 is there twice, and 8:00 is 13:00Z that day.
  ['America/New_York', '2026-11-01T05:30:00Z', 'closed until 2026-11-01T13:00:00Z'],
  ['America/New_York', '2026-11-01T06:30:00Z', 'closed until 2026-11-01T13:00:00Z'],
  ['America/New_York', '2026-11-01T12:59:59Z', 'closed until 2026-11-01T13:00:00Z'],
  ['America/New_York', '2026-11-01T13:00:00Z', 'open until 2026-11-02T02:00:00Z'],
  // The clock goes forward: 02:00 to 03:00 does not exist, and 8:00 is 12:00Z.
  ['America/New_York', '2027-03-14T06:59:00Z', 'closed until 2027-03-14T12:00:00Z'],
  ['America/New_York', '2027-03-14T07:00:00Z', 'closed until 2027-03-14T12:00:00Z'],
  // Never changed.
  ['America/Phoenix', '2026-11-01T10:00:00Z', 'closed until 2026-11-01T15:00:00Z'],
  ['America/Phoenix', '2027-03-14T10:00:00Z', 'closed until 2027-03-14T15:00:00Z'],
  // By half an hour, at 14:59Z it is 01:59, at 15:00Z 01:30 again.
  ['Australia/Lord_Howe', '2027-04-03T14:59:00Z', 'closed until 2027-04-03T21:30:00Z'],
  ['Australia/Lord_Howe', '2027-04-02T14:59:00Z', 'closed until 2027-04-02T21:00:00Z'],
  // Five hours and three quarters ahead.
  ['Asia/Kathmandu', '2027-03-14T00:00:00Z', 'closed until 2027-03-14T02:15:00Z'],
];
for (const [zone, at, expected] of VECTORS) {
  test(`${zone} at ${at}: ${expected}`, (t) => t.is(until(FEDERAL, [zone], at), expected));
}

test('Sunday at noon in Chicago on the day the clock goes forward is 17:00Z', (t) => {
  const sundays = [rule('12:00', '21:00', [7])];
  t.is(
    until(sundays, ['America/Chicago'], '2027-03-14T13:00:00Z'),
    'closed until 2027-03-14T17:00:00Z',
  );
});

test('an hour that autumn gives twice counts twice, one that spring takes is not there', (t) => {
  const early = [rule('01:00', '02:00')];
  t.is(
    until(early, ['America/New_York'], '2026-11-01T05:00:00Z'),
    'open until 2026-11-01T07:00:00Z',
  );
  const skipped = [rule('02:00', '03:00')];
  t.is(
    until(skipped, ['America/New_York'], '2027-03-14T06:30:00Z'),
    'closed until 2027-03-15T06:00:00Z',
  );
});

test('who may be in two zones is messaged when both clocks allow it', (t) => {
  const zones = ['America/New_York', 'America/Los_Angeles'];
  t.is(until(FEDERAL, zones, '2026-12-01T14:00:00Z'), 'closed until 2026-12-01T16:00:00Z');
  t.is(until(FEDERAL, zones, '2026-12-01T16:00:00Z'), 'open until 2026-12-02T02:00:00Z');
});

test('all rules that cover somebody must allow it; others say nothing', (t) => {
  const rules = [
    rule('08:00', '21:00', EVERY_DAY, 'US'),
    rule('10:00', '23:00', EVERY_DAY, 'US-KY'),
    rule('00:00', '01:00', EVERY_DAY, 'FR'),
  ];
  const kentucky = { zones: ['America/New_York'], regions: ['US', 'US-KY'] };
  const at = new Date('2026-12-01T14:00:00Z');
  t.deepEqual(openingAt(rules, kentucky, at), {
    open: false,
    until: new Date('2026-12-01T15:00:00Z'),
  });
  t.true(openingAt(rules, placed('America/New_York'), at).open);
  t.deepEqual(openingAt(rules, { zones: ['Asia/Kuwait'], regions: ['KW'] }, at), {
    open: true,
    until: null,
  });
});

test('the provided rules keep Alabama free on Sundays and holidays', (t) => {
  const rules = PROVIDED_RULES.map((r): QuietRule => ({
    region: r.region,
    hours: r.hours,
    closed: new Set(r.no_holidays ? PROVIDED_HOLIDAYS.map((h) => h.day) : []),
  }));
  const home = { country: 'US', timeZone: 'UTC' };
  const person = (phone: string) => locationOf({ timeZone: null, state: null, phone }, home);
  const alabama = person('+12055550123');
  t.deepEqual(alabama, { zones: ['America/Chicago'], regions: ['US', 'US-AL'] });
  const opens = (place: typeof alabama, at: string) =>
    openingAt(rules, place, new Date(at)).until?.toISOString();
  // Thursday, 26 November 2026 is Thanksgiving Day; the Friday begins at 9 in Chicago.
  t.is(opens(alabama, '2026-11-26T14:00:00Z'), '2026-11-27T15:00:00.000Z');
  // The eve of a Sunday, after hours: Monday.
  t.is(opens(alabama, '2026-12-06T03:00:00Z'), '2026-12-07T15:00:00.000Z');
  t.is(opens(person('+12125550123'), '2026-11-26T13:00:00Z'), '2026-11-26T14:00:00.000Z');
});

test('the zone: of the profile, else of the state, else all that the number may be in, else ours', (t) => {
  const home = { country: 'DE', timeZone: 'Europe/Berlin' };
  const of = (timeZone: string | null, state: string | null, phone: string | null) =>
    locationOf({ timeZone, state, phone }, home);
  t.deepEqual(of('Asia/Tokyo', 'Texas', '+13055550123').zones, ['Asia/Tokyo']);
  t.deepEqual(of('Asia/Tokyo', null, '+13055550123').regions, ['US', 'US-FL']);
  t.deepEqual(of(null, 'Arizona', '+13055550123'), {
    zones: ['America/Denver', 'America/Phoenix'],
    regions: ['US', 'US-AZ'],
  });
  t.deepEqual(of(null, null, '+18505550123').zones, ['America/Chicago', 'America/New_York']);
  t.deepEqual(of(null, null, '+96560001234'), { zones: ['Asia/Kuwait'], regions: ['KW'] });
  // A number from anywhere in the country: all of its zones.
  t.true(of(null, null, '+15005550006').zones.includes('Pacific/Honolulu'));
  t.deepEqual(of(null, null, null), { zones: ['Europe/Berlin'], regions: ['DE'] });
});
