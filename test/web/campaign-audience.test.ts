import test from 'ava';
import { newCampaign } from '#domain/campaigns/contract.ts';
import { createCampaign } from '#domain/campaigns/edit.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';
import { someone } from '../_support/twilio.ts';
import { contextOf, faultsOf, shoot, webTest } from '../_support/web.ts';

const NEXT = 'Save and choose the message';

for (const javaScriptEnabled of [true, false]) {
  test(`the step of the audience says that nobody fits and what to do, and does not go on: script ${javaScriptEnabled}`, async (t) => {
    const web = await webTest(t);
    const signedIn = await web.signedIn();
    const ctx = await contextOf(signedIn);
    const storageState = await signedIn.context().storageState();
    const page = await web.open({ storageState, javaScriptEnabled });
    const draft = { name: 'Winter', channel: 'sms', purpose: 'marketing' };
    const { id } = await createCampaign(web.services, ctx, newCampaign.parse(draft));
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'Nobody would get this yet' });

    await page.goto(`/campaigns/${id}/audience`);
    t.is(await page.getByText('Nobody would get this yet').count(), 0, 'before anything is chosen');
    await press(NEXT);
    await alert.getByText('Choose everyone, a tag or a segment.').waitFor();

    await page.getByLabel('Everyone in your contacts').check();
    await press(NEXT);
    await alert.getByText('There are no contacts in what you chose').waitFor();

    const withdrawn = someone();
    await grantConsent(web.services, ctx, withdrawn);
    await stopConsent(web.services, ctx, withdrawn);
    await press(NEXT);
    await alert.getByText('would be left out').waitFor();
    if (javaScriptEnabled) {
      await shoot(page, 'campaign-audience-nobody');
      t.deepEqual(await faultsOf(page), []);
    }
    t.is(await alert.getByRole('link', { name: 'form', exact: true }).count(), 1);

    await grantConsent(web.services, ctx, someone());
    await press(NEXT);
    await page.waitForURL('**/message');
    t.pass();
  });
}
