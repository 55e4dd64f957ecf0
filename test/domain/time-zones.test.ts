import test from 'ava';
import { createContact } from '#domain/contacts/create.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { organizationPatch } from '#domain/identity/contract.ts';
import { openingAt } from '#domain/message-rules/quiet-hours.ts';
import { momentsOf } from '#domain/period.ts';
import { talliesByDay } from '#domain/overview/days.ts';
import { previewSegment } from '#domain/segments/preview.ts';
import { isTimeZone } from '#domain/time-zone.contract.ts';
import { dayStart, monthsAfter } from '#lib/time-zone.ts';
import { getAllTimezones } from 'countries-and-timezones';
import { testContext, testServices } from '../_support/services.ts';

const NEW_NAMES = [
  'Asia/Kolkata',
  'Europe/Kyiv',
  'Asia/Kathmandu',
  'America/Argentina/Buenos_Aires',
  'Etc/UTC',
  'US/Pacific',
  'europe/berlin',
  '+05:30',
];

test('every name that the runtime knows is a time zone, under each of its names; abbreviations of several places are none', (t) => {
  const names = Object.keys(getAllTimezones({ deprecated: true })).filter((name) => name !== 'Factory'); // prettier-ignore
  t.deepEqual(names.filter((name) => !isTimeZone(name)), []); // prettier-ignore
  const none = ['', 'IST', 'pst', 'Factory', 'Europe/Nowhere', 'posix/Europe/Berlin', 'Europe/Berlin ', 'localtime', 'a'.repeat(70)]; // prettier-ignore
  t.deepEqual(none.filter(isTimeZone), []);
  for (const time_zone of NEW_NAMES) {
    t.true(newContact.safeParse({ email: 'a@example.com', time_zone }).success);
    t.true(organizationPatch.safeParse({ time_zone }).success);
    // What is taken can be used: the clock of the zone is asked.
    t.notThrows(() => openingAt([{ region: '*', hours: [], closed: new Set() }], { zones: [time_zone], regions: [] }, new Date())); // prettier-ignore
  }
});

test('a zone is kept as it was given and found under its other names', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  for (const [i, time_zone] of [
    'Asia/Kolkata',
    'Asia/Calcutta',
    'asia/kolkata',
    'Asia/Dhaka',
  ].entries()) {
    const made = await createContact(services, ctx, newContact.parse({ email: `p${i}@example.com`, time_zone })); // prettier-ignore
    t.is(made.time_zone, time_zone);
  }
  await createContact(services, ctx, newContact.parse({ email: 'nowhere@example.com' }));
  const count = async (op: 'is' | 'is_not', value: string): Promise<number> =>
    (await previewSegment(services, ctx, { all: [{ field: 'time_zone', op, value }] })).count;
  for (const name of ['Asia/Kolkata', 'Asia/Calcutta', 'ASIA/CALCUTTA']) {
    t.is(await count('is', name), 3);
    t.is(await count('is_not', name), 2, 'those without a zone too');
  }
  t.is(await count('is', 'Nowhere'), 0);
});

test('days and months of an organisation are computed without asking Postgres for the zone', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  // A zone that no Postgres has under this name: the offset of Nepal.
  for (const [zone, starts, ends] of [
    ['+05:45', '2026-10-31T18:15:00.000Z', '2026-11-01T18:15:00.000Z'],
    ['Asia/Kathmandu', '2026-10-31T18:15:00.000Z', '2026-11-01T18:15:00.000Z'],
    ['America/New_York', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  ] as const) {
    await services.db.withTenant(ctx, async (trx) => {
      await trx('tenants').update({ time_zone: zone });
      const day = '2026-11-01';
      const { from, to } = await momentsOf(trx, { from: day, to: day });
      t.deepEqual([from?.toISOString(), to?.toISOString()], [starts, ends]);
      const { days, time_zone } = await talliesByDay(trx, 'message', 7);
      t.is(time_zone, zone);
      t.is(days.length, 7);
      t.true(
        days.every((one, i) => i === 0 || days[i - 1]?.ends.getTime() === one.starts.getTime()),
      );
    });
  }
  // Cairo's midnight of 2026-04-24 is skipped; a month after the last of January is the last of February.
  t.is(dayStart('2026-04-24', 'Africa/Cairo').toISOString(), '2026-04-23T22:00:00.000Z');
  t.is(monthsAfter(new Date('2026-01-31T10:00:00Z'), 'Europe/Kyiv', 1).toISOString(), '2026-02-28T10:00:00.000Z'); // prettier-ignore
});
