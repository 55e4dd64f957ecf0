import test from 'ava';
import { addBusinessDays } from '#domain/reviews/rules.ts';

const after = (from: string, days: number, zone = 'UTC') =>
  addBusinessDays(new Date(from), days, zone).toISOString();

test('ten business days are two weeks, whatever the day', (t) => {
  t.is(after('2026-11-23T10:00:00Z', 10), '2026-12-07T10:00:00.000Z', 'from a Monday');
  t.is(after('2026-11-27T10:00:00Z', 10), '2026-12-11T10:00:00.000Z', 'from a Friday');
  t.is(after('2026-11-21T10:00:00Z', 10), '2026-12-04T10:00:00.000Z', 'from a Saturday');
  t.is(after('2026-11-22T10:00:00Z', 10), '2026-12-04T10:00:00.000Z', 'from a Sunday');
});

test('the day is that of the zone', (t) => {
  // Friday evening in New York is Saturday in UTC: the next business day is Monday there, Tuesday in UTC.
  t.is(after('2026-11-21T02:00:00Z', 1, 'America/New_York'), '2026-11-24T02:00:00.000Z');
  t.is(after('2026-11-21T02:00:00Z', 1, 'UTC'), '2026-11-23T02:00:00.000Z');
});

test('no days are now', (t) => {
  t.is(after('2026-11-21T02:00:00Z', 0), '2026-11-21T02:00:00.000Z');
});

test('over a change of the clocks the hour of the zone stays', (t) => {
  // New York: back on 1 November 2026, forward on 14 March 2027.
  t.is(after('2026-10-28T16:00:00Z', 10, 'America/New_York'), '2026-11-11T17:00:00.000Z');
  t.is(after('2027-03-08T17:00:00Z', 10, 'America/New_York'), '2027-03-22T16:00:00.000Z');
  // Half an hour to midnight on the eve of the change: the Monday after it still counts.
  t.is(after('2027-03-13T04:30:00Z', 1, 'America/New_York'), '2027-03-16T03:30:00.000Z');
});
