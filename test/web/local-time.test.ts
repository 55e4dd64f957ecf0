import test from 'ava';
import { instantOf } from '../../web/server/local-time.server.ts';

/** Zone, what is typed, and the instants at which its clocks show that, the one meant first. */
const TYPED = [
  // The hour that happens twice: the first.
  ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30Z', '2026-11-01T06:30Z'],
  ['America/New_York', '2026-11-01T01:59:59', '2026-11-01T05:59:59Z', '2026-11-01T06:59:59Z'],
  ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30Z', '2026-10-25T01:30Z'],
  ['Australia/Lord_Howe', '2027-04-04T01:45', '2027-04-03T14:45Z', '2027-04-03T15:15Z'],
  // On both sides of a change.
  ['America/New_York', '2026-11-01T00:59', '2026-11-01T04:59Z'],
  ['America/New_York', '2026-11-01T02:00', '2026-11-01T07:00Z'],
  ['America/New_York', '2026-11-01T08:00', '2026-11-01T13:00Z'],
  ['America/New_York', '2027-03-14T01:59', '2027-03-14T06:59Z'],
  ['America/New_York', '2027-03-14T03:00', '2027-03-14T07:00Z'],
  ['America/New_York', '2027-03-14T08:00', '2027-03-14T12:00Z'],
  ['America/Phoenix', '2026-11-01T08:00', '2026-11-01T15:00Z'],
  ['America/Phoenix', '2027-03-14T08:00', '2027-03-14T15:00Z'],
  ['America/Chicago', '2027-03-14T12:00', '2027-03-14T17:00Z'],
  ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00Z'],
  ['Europe/Berlin', '2027-03-28T03:00', '2027-03-28T01:00Z'],
  ['Asia/Kathmandu', '2026-11-29T08:00', '2026-11-29T02:15Z'],
  ['UTC', '2028-02-29T23:59:59', '2028-02-29T23:59:59Z'],
] as const;

for (const [zone, typed, first, second] of TYPED) {
  test(`${typed} in ${zone}`, (t) => {
    t.is(instantOf(typed, zone), new Date(first).toISOString());
    for (const instant of [first, second])
      if (instant) t.is(shown(instant, zone), typed.padEnd(19, ':00'));
  });
}

const SKIPPED = [
  ['America/New_York', '2027-03-14T02:30', '2027-03-14T07:30Z', '2027-03-14T03:30:00'],
  ['America/New_York', '2027-03-14T02:00', '2027-03-14T07:00Z', '2027-03-14T03:00:00'],
  ['Europe/Berlin', '2027-03-28T02:30', '2027-03-28T01:30Z', '2027-03-28T03:30:00'],
  ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45Z', '2026-10-04T02:45:00'],
  // A day that begins at one.
  ['America/Santiago', '2026-09-06T00:00', '2026-09-06T04:00Z', '2026-09-06T01:00:00'],
] as const;

for (const [zone, typed, instant, becomes] of SKIPPED) {
  test(`${typed} in ${zone} is skipped`, (t) => {
    t.is(instantOf(typed, zone), new Date(instant).toISOString());
    t.is(shown(instant, zone), becomes);
  });
}

test('what is no date and time is none', (t) => {
  for (const typed of [
    '',
    '2026-02-30T10:00',
    '2026-02-29T10:00',
    '2026-01-01T24:00',
    '2026-01-01',
    'T10:00',
    '2026-01-01T10:00Z',
    '2026-13-01T10:00',
  ]) {
    t.is(instantOf(typed, 'Europe/Berlin'), undefined, typed);
  }
});

/** What the clocks of a zone show at an instant, by ICU. */
function shown(instant: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date(instant));
  return parts.replace(' ', 'T');
}
