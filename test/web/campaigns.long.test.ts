import test from 'ava';
import { grantConsent } from '../_support/consent.ts';
import { someone } from '../_support/twilio.ts';
import { contextOf, faultsOf, shoot, webTest } from '../_support/web.ts';

test('a campaign is made in steps that are saved, and says who is left out and why', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/contacts/new');
  await page.getByLabel('E-mail').fill('never-asked@example.com');
  await page.getByLabel('Tags').fill('spring');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText('The contact was added.').waitFor();

  await page.goto('/campaigns/new');
  await page.getByRole('button', { name: 'Save and choose the audience' }).click();
  await page.getByText('Must not be empty').waitFor();
  await page.getByLabel('Name').fill('Spring news');
  await page.getByRole('button', { name: 'Save and choose the audience' }).click();

  await page.getByLabel('spring (1)').check();
  await page.getByText('No consent').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.reload();
  t.true(await page.getByLabel('spring (1)').isChecked());
  await page.getByRole('button', { name: 'Save and choose the message' }).click();
  await page.getByRole('button', { name: 'Continue without anybody' }).click();

  await page.getByLabel('News', { exact: true }).check();
  await page.locator('iframe').waitFor();
  await page.getByLabel('Message', { exact: true }).fill('Two things.\n\nThe second one.');
  await page.frameLocator('iframe').getByText('The second one.').waitFor();
  await shoot(page, 'campaign-message');
  t.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('Two things.').first().waitFor();

  await page.getByText('Nobody chosen has consented').waitFor();
  t.true(await page.getByRole('button', { name: 'Send to 0 people now' }).isDisabled());
  t.deepEqual(await faultsOf(page), []);

  for (const name of ['__proto__', 'constructor', 'toString']) {
    t.is((await page.request.get(`/campaigns?done=${name}`)).status(), 200, name);
  }
  await page.goto('/campaigns');
  await page.getByRole('link', { name: 'Spring news' }).click();
  await page.waitForURL('**/audience');
  t.pass();
});

test('a template is written with its preview beside it, counted in texts', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/templates/new?channel=sms');
  await page.getByLabel('Name').fill('Hello');
  await page.getByLabel('Text', { exact: true }).fill('Hello {{ contact.nmae }}');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Did you mean "contact.name"?').first().waitFor();
  await page.getByLabel('Text', { exact: true }).fill('Hi {{ contact.first_name }}.');
  await page.getByText('Reply STOP to opt out').waitFor();
  await page.getByText('sent as 1 text').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  t.deepEqual(await faultsOf(page), []);
});

test('a value that a text cannot go without is asked for, kept with the draft, and shown before it is sent', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const ctx = await contextOf(page);
  const phone = someone();
  await grantConsent(web.services, ctx, phone);
  await page.goto('/campaigns/new');
  await page.getByLabel('Name').fill('Winter');
  await page.getByLabel('Channel').selectOption('sms');
  await page.getByRole('button', { name: 'Save and choose the audience' }).click();
  await page.getByLabel('Everyone in your contacts').check();
  await page.getByRole('button', { name: 'Save and choose the message' }).click();
  await page.getByLabel('News', { exact: true }).check();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('No value yet for message').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.getByRole('link', { name: 'Write it' }).click();
  await page.getByRole('textbox', { name: 'Message' }).fill('The winter list is here.');
  await page.getByText('The winter list is here. Reply STOP').waitFor();
  await page.reload();
  t.is(
    await page.getByRole('textbox', { name: 'Message' }).inputValue(),
    'The winter list is here.',
  );
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('Names and other values come from each contact.').waitFor();
  await shoot(page, 'campaign-review');
  t.is(await page.getByText('The winter list is here.').count(), 2);
});
