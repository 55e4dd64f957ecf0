import test from 'ava';
import { newCampaign } from '#domain/campaigns/contract.ts';
import { createCampaign } from '#domain/campaigns/edit.ts';
import { getCampaign } from '#domain/campaigns/read.ts';
import type { Context, Services } from '#domain/context.ts';
import { createTemplate } from '#domain/templates/create.ts';
import { newId } from '#lib/ids.ts';
import { testApi } from '../_support/api.ts';
import { standingClock } from '../_support/clock.ts';
import { grantConsent } from '../_support/consent.ts';
import { someone } from '../_support/twilio.ts';
import { contextOf, webTest } from '../_support/web.ts';

/** Before every time below. */
const { clock } = standingClock('2026-09-30T12:00Z');

/** A draft that is ready to go out. */
async function draft(services: Services, ctx: Context): Promise<string> {
  await grantConsent(services, ctx, someone());
  const { id: template_id } = await createTemplate(services, ctx, {
    name: newId(),
    channel: 'sms',
    category: 'promotional',
    body: 'News. {{ opt_out }}',
  });
  const made = await createCampaign(
    services,
    ctx,
    newCampaign.parse({
      name: 'Night',
      channel: 'sms',
      purpose: 'marketing',
      template_id,
      audience: { everyone: true },
    }),
  );
  return made.id;
}

/** What is typed, when it goes out, and what the page says then: the zone's clocks at that instant. */
const ZONES = {
  'America/New_York': [
    ['2026-11-01T01:30', '2026-11-01T05:30Z', '1:30 AM'],
    ['2027-03-14T02:30', '2027-03-14T07:30Z', '3:30 AM'],
    ['2026-11-01T08:00', '2026-11-01T13:00Z', '8:00 AM'],
    ['2027-03-14T08:00', '2027-03-14T12:00Z', '8:00 AM'],
  ],
  'Europe/Berlin': [
    ['2026-10-25T02:30', '2026-10-25T00:30Z', '2:30 AM'],
    ['2027-03-28T02:30', '2027-03-28T01:30Z', '3:30 AM'],
  ],
  'America/Chicago': [['2027-03-14T12:00', '2027-03-14T17:00Z', '12:00 PM']],
  'America/Phoenix': [['2027-03-14T08:00', '2027-03-14T15:00Z', '8:00 AM']],
  'Australia/Lord_Howe': [['2027-04-04T01:45', '2027-04-03T14:45Z', '1:45 AM']],
  'Asia/Kathmandu': [['2027-03-14T08:00', '2027-03-14T02:15Z', '8:00 AM']],
} as const;

test('the night the clocks change: a campaign goes out at the time typed, in each zone', async (t) => {
  const web = await webTest(t, { clock });
  for (const [timezoneId, times] of Object.entries(ZONES)) {
    const page = await web.signedIn({ timezoneId, locale: 'en-US' });
    const ctx = await contextOf(page);
    for (const [typed, instant, says] of times) {
      const id = await draft(web.services, ctx);
      await page.goto(`/campaigns/${id}/review`);
      // Browsers spell some zones the old way.
      await page.getByText(`In your time zone, ${timezoneId.slice(0, 8)}`).waitFor();
      await page.getByLabel('Day and time').fill(typed);
      await page.getByRole('button', { name: 'Schedule' }).click();
      await page.waitForURL('**done=scheduled');
      const { scheduled_at } = await getCampaign(web.services, ctx, id);
      t.is(scheduled_at?.toISOString(), new Date(instant).toISOString(), `${timezoneId} ${typed}`);
      await page.getByText(says).first().waitFor();
    }
  }
});

test('by the API both hours of the night can be named, and a time without its zone is refused', async (t) => {
  const api = await testApi(t, { clock });
  const tenant = await api.tenant();
  const schedule = async (at: string) => {
    const id = await draft(api.services, tenant.context);
    const answer = await tenant.call('POST', `/campaigns/${id}/schedule`, { at });
    return answer.status === 202 ? answer.body.scheduled_at : answer.status;
  };
  t.is(await schedule('2026-11-01T01:30:00-04:00'), '2026-11-01T05:30:00.000Z');
  t.is(await schedule('2026-11-01T01:30:00-05:00'), '2026-11-01T06:30:00.000Z');
  t.is(await schedule('2027-04-04T01:45:00+10:30'), '2027-04-03T15:15:00.000Z');
  t.is(await schedule('2027-03-14T08:00:00+05:45'), '2027-03-14T02:15:00.000Z');
  t.is(await schedule('2026-11-01T01:30:00'), 422);
});

test('a time that has passed is refused on the page, which offers to send now', async (t) => {
  const web = await webTest(t, { clock });
  const page = await web.signedIn({ timezoneId: 'Europe/Berlin', locale: 'en-US' });
  const ctx = await contextOf(page);
  const id = await draft(web.services, ctx);
  await page.goto(`/campaigns/${id}/review`);
  await page.getByText('In your time zone, Europe/Berlin').waitFor();
  await page.getByLabel('Day and time').fill('2030-01-01T10:00');
  await page.getByRole('button', { name: 'Schedule' }).click();
  await page.getByText('This is more than two years ahead. Check the year.').first().waitFor();
  t.is(await page.getByText('This time has passed').count(), 0);
  await page.getByLabel('Day and time').fill('2026-09-30T13:58');
  await page.getByRole('button', { name: 'Schedule' }).click();
  await page.getByText('This time has passed').first().waitFor();
  t.is((await getCampaign(web.services, ctx, id)).status, 'draft');
  t.is(await page.getByLabel('Day and time').inputValue(), '2026-09-30T13:58');
  await page.getByRole('button', { name: 'Send to 1 person now' }).last().click();
  const dialog = page.getByRole('dialog', { name: 'Send it now?' });
  await dialog.getByRole('button', { name: 'Yes, send it' }).click();
  await page.waitForURL('**done=started');
  const { status, scheduled_at } = await getCampaign(web.services, ctx, id);
  t.deepEqual([status, scheduled_at], ['scheduled', clock()]);
});
