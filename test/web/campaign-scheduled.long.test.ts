import test, { type ExecutionContext } from 'ava';
import { freezeAudience } from '#domain/campaigns/freeze.ts';
import { newCampaign } from '#domain/campaigns/contract.ts';
import { createCampaign } from '#domain/campaigns/edit.ts';
import { getCampaign } from '#domain/campaigns/read.ts';
import { createTemplate } from '#domain/templates/create.ts';
import { newId } from '#lib/ids.ts';
import { standingClock } from '../_support/clock.ts';
import { grantConsent } from '../_support/consent.ts';
import { someone } from '../_support/twilio.ts';
import { contextOf, faultsOf, shoot, webTest } from '../_support/web.ts';

const BERLIN = { timezoneId: 'Europe/Berlin', locale: 'en-US' };

/** A draft for one of two people, at its review, before every time below. */
async function atReview(t: ExecutionContext, options: { javaScriptEnabled?: boolean } = {}) {
  const { clock } = standingClock('2099-01-01T12:00Z');
  const web = await webTest(t, { clock });
  const scripted = await web.signedIn(BERLIN);
  const ctx = await contextOf(scripted);
  const storageState = await scripted.context().storageState();
  const page = await web.open({ ...BERLIN, ...options, storageState });
  await grantConsent(web.services, ctx, someone());
  const { id: template_id } = await createTemplate(web.services, ctx, {
    name: newId(),
    channel: 'sms',
    category: 'promotional',
    body: 'News. {{ opt_out }}',
  });
  const draft = newCampaign.parse({
    name: 'Winter',
    channel: 'sms',
    purpose: 'marketing',
    template_id,
    audience: { everyone: true },
  });
  const { id } = await createCampaign(web.services, ctx, draft);
  await page.goto(`/campaigns/${id}/review`);
  const now = () => getCampaign(web.services, ctx, id);
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  return { page, services: web.services, ctx, id, now, press };
}

test('a campaign is sent by a dialog that says to how many, from whom and when, and only once', async (t) => {
  const { page, services, ctx, id, now, press } = await atReview(t);
  await press('Send to 1 person now');
  const dialog = page.getByRole('dialog', { name: 'Send it now?' });
  await dialog.waitFor();
  t.regex(await dialog.innerText(), /To\s+1 person[\s\S]*From\s+Blossom & Sons[\s\S]*When\s+Now/);
  await shoot(page, 'campaign-send-dialog');
  t.deepEqual(await faultsOf(page), []);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  t.is((await now()).status, 'draft');
  await press('Send to 1 person now');
  const stale = await page.context().newPage();
  await stale.goto(`/campaigns/${id}/review`);
  await dialog.getByRole('button', { name: 'Yes, send it' }).click();
  await page.waitForURL('**done=started');
  const sent = await now();
  t.is(sent.status, 'scheduled');

  // Back, in a window that was left open: it offers nothing, and nothing is sent again.
  await page.goBack();
  await page.getByText('This campaign was approved already').waitFor();
  t.is(await page.getByRole('button', { name: /^Send to/ }).count(), 0);
  await stale.getByRole('button', { name: 'Send to 1 person now' }).click();
  await stale.getByRole('button', { name: 'Yes, send it' }).click();
  await stale.getByText('This campaign was approved already').waitFor();
  t.is((await now()).version, sent.version);
  for (const step of ['setup', 'audience', 'message', 'review']) {
    await stale.goto(`/campaigns/${id}/${step}`);
    await stale.waitForURL(`**/campaigns/${id}?done=not-a-draft`);
  }

  // Its message disappears with it.
  t.is((await freezeAudience(services, ctx, { id, run: 1 })).status, 'sending');
  await page.goto(`/campaigns/${id}?done=scheduled`);
  await page.getByText('Sending', { exact: true }).waitFor();
  t.is(await page.getByText('It is scheduled').count(), 0);
});

test('a draft that nobody got is removed; nothing that only forms without a script need is shown', async (t) => {
  const { page, id, press } = await atReview(t);
  await page.goto(`/campaigns/${id}/audience`);
  await page.getByText('Would get it', { exact: true }).waitFor();
  t.is(await page.getByRole('button', { name: 'Count' }).count(), 0);
  await page.goto('/campaigns');
  await page.getByRole('row', { name: /Winter Draft Text message News and offers/ }).waitFor();
  await page.goto(`/campaigns/${id}/review`);
  await press('Remove');
  await press('Yes, remove it');
  await page.getByText('Removed.').waitFor();
  t.is(await page.getByText('Winter').count(), 0);
});

for (const javaScriptEnabled of [true, false]) {
  test(`a scheduled campaign is moved, paused, edited and stopped, ${javaScriptEnabled ? 'with' : 'without'} a script`, async (t) => {
    const { page, now, press } = await atReview(t, { javaScriptEnabled });
    await page.getByLabel('Day and time').fill('2099-02-01T10:00');
    await press('Schedule');
    await page.getByText('It is scheduled.').waitFor();
    await page.getByRole('heading', { name: 'Before it begins' }).waitFor();
    await page.getByText('Would get it', { exact: true }).waitFor();
    t.is(await page.getByText('0 of 0').count(), 0);
    const zone = javaScriptEnabled ? 'Europe/Berlin' : 'UTC';
    const hour = javaScriptEnabled ? '09' : '10';
    t.is((await now()).scheduled_at?.toISOString(), `2099-02-01T${hour}:00:00.000Z`);

    await press('Change the time');
    const dialog = page.getByRole('dialog', { name: 'When should it go out?' });
    await dialog.getByText(`In your time zone, ${zone}`).waitFor();
    const field = dialog.getByLabel('Day and time');
    t.is(await field.inputValue(), '2099-02-01T10:00');
    await field.fill('2020-02-03T11:30');
    await dialog.getByRole('button', { name: 'Save the time' }).click();
    await dialog.getByText('This time has passed').waitFor();
    await field.fill('2099-02-03T11:30');
    if (javaScriptEnabled) await shoot(page, 'campaign-reschedule');
    await dialog.getByRole('button', { name: 'Save the time' }).click();
    await page.getByText('The time was changed.').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    t.is((await now()).scheduled_at?.toISOString().slice(8, 10), '03');

    await press('Pause');
    await page.getByRole('heading', { name: 'Paused before it began' }).waitFor();
    await press('Resume');
    await page.getByText('It is scheduled again.').waitFor();

    // Nothing moves while somebody is asked.
    const pause = page.getByRole('button', { name: 'Pause', exact: true });
    const before = await pause.boundingBox();
    await press('Stop for good');
    const stop = page.getByRole('dialog', { name: 'Stop this campaign?' });
    await stop.waitFor();
    t.deepEqual(await pause.boundingBox(), before);
    if (javaScriptEnabled) {
      await shoot(page, 'campaign-stop');
      t.deepEqual(await faultsOf(page), []);
    }
    await stop.getByRole('button', { name: 'Cancel' }).click();

    await press('Edit');
    await press('Yes, edit it');
    await page.getByText('It is a draft again').waitFor();
    t.is((await now()).status, 'draft');
    t.is(await page.getByLabel('Day and time').inputValue(), '2099-02-03T11:30');
    await press('Schedule');
    await page.getByText('It is scheduled.').waitFor();

    await press('Stop for good');
    await press('Yes, stop it');
    await page.getByText('It was stopped. Nobody else gets it.').waitFor();
    await page.getByText('Nobody got this campaign.').waitFor();
    t.is((await now()).status, 'canceled');
  });
}
