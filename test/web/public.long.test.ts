import test from 'ava';
import { listConsents } from '#domain/consent/read/read.ts';
import { preferencesUrlOf } from '#domain/signed-links/links.ts';
import { grantConsent } from '../_support/consent.ts';
import { standingClock } from '../_support/clock.ts';
import { testContext } from '../_support/services.ts';
import { faultsOf, webTest } from '../_support/web.ts';

test('a visitor without a script signs up by the form and is asked for the code', async (t) => {
  const { clock, pass } = standingClock();
  const web = await webTest(t, { clock });
  const owner = await web.signedIn();
  await owner.goto('/settings');
  const address = (await owner.getByText('/opt-in').textContent()) ?? '';
  const form = new URL(address).pathname;

  const page = await web.open({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 800 },
  });
  await page.goto(form);
  await page.getByText('Blossom & Sons').first().waitFor();
  t.pass();
  await page.getByLabel('Your mobile number').fill('1234');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByText('Tick what you want.').waitFor();
  t.is(await page.getByLabel('Your mobile number').inputValue(), '1234');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByText('This is not a phone number').waitFor();
  t.true(await page.getByRole('checkbox').isChecked(), 'what the visitor ticked stays ticked');
  await page.getByLabel('Your mobile number').fill('+14155550177');
  pass(3_000);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('heading', { name: 'Enter the code we sent you' }).waitFor();
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('This is not the code we sent').waitFor();

  const seen = await web.open({ viewport: { width: 390, height: 800 } });
  for (const path of [form, form.replace('opt-in', 'opt-out'), '/f/nobody/opt-in']) {
    await seen.goto(path);
    t.deepEqual(await faultsOf(seen), [], path);
  }
});

test('a visitor who wants no more says so for an address, and is answered', async (t) => {
  const web = await webTest(t);
  const owner = await web.signedIn();
  await owner.goto('/settings');
  const address = (await owner.getByText('/opt-out').textContent()) ?? '';
  const page = await web.open({ javaScriptEnabled: false });
  await page.goto(`${new URL(address).pathname}?channel=email`);
  await page.getByLabel('Your e-mail address').fill('enough@example.com');
  await page.getByRole('button', { name: 'Stop the messages' }).click();
  await page.getByRole('heading', { name: 'You will get no more of these' }).waitFor();
  await owner.goto('/consents?state=withdrawn');
  t.true((await owner.getByRole('row').count()) >= 2);
});

test('an owner makes a form and sees it as visitors will; a visitor’s browser works before it sends', async (t) => {
  const web = await webTest(t);
  const owner = await web.signedIn();
  await owner.goto('/forms/new');
  await owner.getByLabel('Name', { exact: true }).fill('Wine evenings');
  await owner.getByLabel('Address').fill('opt-out');
  await owner.getByLabel('Title (English)').fill('Come and taste');
  await owner.getByLabel('العربية', { exact: true }).selectOption('Position 2');
  const preview = owner.frameLocator('iframe[title="The form"]');
  await preview.getByRole('heading', { name: 'Come and taste' }).waitFor();
  await owner.getByRole('button', { name: 'Create the form' }).click();
  await owner.getByText('is reserved for a page of Assent').waitFor();
  // The answer shows the form anew: what is typed before that is done would be lost.
  await owner.waitForLoadState('networkidle');
  await owner.getByLabel('Address').fill('wine');
  await owner.getByLabel('Only the purposes below').check();
  await owner.getByRole('button', { name: 'Create the form' }).click();
  await owner.getByText('Purposes, each with a box of its own: choose at least one').waitFor();
  await owner.waitForLoadState('networkidle');
  t.true(await owner.getByLabel('Only the purposes below').isChecked());
  await owner.getByLabel('News and offers').selectOption('Position 1');
  await owner.getByRole('button', { name: 'Create the form' }).click();
  await owner.getByText('The form is there').waitFor();
  t.deepEqual(await faultsOf(owner), []);
  const address = new URL((await owner.getByRole('link', { name: 'Open the page' }).getAttribute('href')) ?? ''); // prettier-ignore
  await owner.getByLabel('Title (English)').fill('Come and taste again');
  await owner.getByRole('button', { name: 'Save' }).click();
  await owner.getByText('Saved.').waitFor();

  const views = [
    { colorScheme: 'light' as const, viewport: { width: 390, height: 800 } },
    { colorScheme: 'dark' as const, viewport: { width: 1440, height: 900 } },
  ];
  for (const [i, view] of views.entries()) {
    const page = await web.open(view);
    for (const query of ['', '?lang=ar', '?channel=email&lang=ar']) {
      await page.goto(address.pathname + query);
      t.deepEqual(await faultsOf(page), [], query);
    }
    await page.goto(address.pathname);
    await page.getByRole('heading', { name: 'Come and taste again' }).waitFor();
    await page.getByLabel('Your mobile number').fill(`+1415555018${i}`);
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('heading', { name: 'Enter the code we sent you' }).waitFor();
    t.deepEqual(await faultsOf(page), [], 'code');
  }
  await owner.reload();
  await owner.getByRole('link', { name: 'Submitted 2' }).click();
  await owner.getByText('this sign-up form').waitFor();
  t.is(await owner.getByRole('row').count(), 3);
});

test('the preference centre works without a script, on a phone, in both directions', async (t) => {
  const web = await webTest(t);
  const context = await testContext(web.services);
  const person = { channel: 'email' as const, address: 'amina@example.com', purpose: 'marketing' };
  await grantConsent(web.services, context, person);
  const { data } = await listConsents(web.services, context, { limit: 1 });
  const keys = await web.services.keyring.keys(context);
  const link = preferencesUrlOf('', keys, { tenantId: context.tenantId, id: data[0]?.id ?? '' });
  for (const view of [
    { colorScheme: 'light' as const, viewport: { width: 390, height: 800 } },
    { colorScheme: 'dark' as const, viewport: { width: 1440, height: 900 } },
  ]) {
    const seen = await web.open(view);
    for (const path of [link, `${link}?lang=ar`, `/f/t-${context.tenantId}/preferences?lang=ar`]) {
      await seen.goto(path);
      t.deepEqual(await faultsOf(seen), [], path);
    }
  }
  const page = await web.open({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
  await page.goto(link);
  await page.getByRole('button', { name: 'Stop News and offers' }).click();
  await page.getByText('It takes effect at once').waitFor();
  await page.getByRole('button', { name: 'Ask for these' }).click();
  await page.getByText('Tick what you want').waitFor();
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Ask for these' }).click();
  await page.getByText('We sent you a mail').waitFor();
  await page.getByRole('button', { name: 'العربية' }).click();
  await page.getByRole('heading', { name: 'لا يصلك' }).waitFor();
  t.pass();
});
