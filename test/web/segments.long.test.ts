import test from 'ava';
import { faultsOf, shoot, webTest } from '../_support/web.ts';

for (const javaScriptEnabled of [true, false]) {
  test(`a country is typed by its name; what is wrong is said at its row, ${javaScriptEnabled ? 'with' : 'without'} a script`, async (t) => {
    const web = await webTest(t);
    const scripted = await web.signedIn();
    const storageState = await scripted.context().storageState();
    const page = await web.open({ javaScriptEnabled, storageState });
    const save = () => page.getByRole('button', { name: 'Save' }).click();
    const condition = page.getByLabel('Condition 2', { exact: true });
    const value = page.getByLabel('Value of condition 2');
    await page.goto('/segments/new');
    await page.getByLabel('Name').fill('Germans');
    await save();
    await page.getByText('Choose a condition', { exact: true }).waitFor();

    // The first row stays without a choice: an error has to be at the row, not at the rule.
    await condition.selectOption('country:is');
    await save();
    await page
      .getByText('This must not be empty')
      .or(page.getByText('Must not be empty'))
      .waitFor();
    await value.fill('Atlantis');
    await save();
    await page.getByText('This is not a known country').waitFor();
    t.is(await value.getAttribute('aria-invalid'), 'true');
    t.is(await value.inputValue(), 'Atlantis');
    t.is(await page.getByText(/rules\.|value\./).count(), 0);
    if (javaScriptEnabled) {
      await shoot(page, 'segment-refused');
      t.deepEqual(await faultsOf(page), []);
    }
    await value.fill('germany');
    await save();
    await page.getByText('Saved.').waitFor();
    t.is(await page.getByLabel('Value of condition 1').inputValue(), 'Germany');
    const suggested = page.locator('datalist option[value="Germany"]');
    t.is(await suggested.count(), 1);
    const { data } = await (await scripted.request.get('/api/v1/segments')).json();
    t.deepEqual(data[0].rules, { all: [{ field: 'country', op: 'is', value: 'DE' }] });
  });
}

test('what a day or an answer is, is not typed; every condition of the API can be edited', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const rules = {
    any: [
      { field: 'locale', op: 'is_not', value: 'de' },
      { field: 'time_zone', op: 'is_not', value: 'Europe/Berlin' },
      { field: 'source', op: 'is_not', value: 'import' },
      { field: 'created_at', op: 'after', value: '2026-01-31' },
      { field: 'has_email', op: 'is', value: false },
    ],
  };
  const made = await page.request.post('/api/v1/segments', {
    headers: { origin: web.url },
    data: { name: 'All kinds', rules },
  });
  const { id } = await made.json();
  await page.goto(`/segments/${id}`);
  t.is(await page.getByLabel('Value of condition 4').getAttribute('type'), 'date');
  t.is(await page.getByLabel('Value of condition 5').inputValue(), 'no');
  await page.getByLabel('Condition 6', { exact: true }).selectOption('has_phone:is');
  await page.getByLabel('Value of condition 6').selectOption('no');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const saved = await (await page.request.get(`/api/v1/segments/${id}`)).json();
  t.deepEqual(saved.rules.any, [...rules.any, { field: 'has_phone', op: 'is', value: false }]);
  t.deepEqual(await faultsOf(page), []);
});

test('a segment and a template made out of a campaign are chosen there, and the way leads back', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/campaigns/new');
  await page.getByLabel('Name').fill('Winter');
  await page.getByLabel('Channel').selectOption('sms');
  await page.getByRole('button', { name: 'Save and choose the audience' }).click();
  await page.getByRole('link', { name: 'New segment' }).click();
  await page.getByRole('link', { name: 'Winter' }).waitFor();
  await page.getByLabel('Name').fill('With a phone');
  await page.getByLabel('Condition 1', { exact: true }).selectOption('has_phone:is');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/audience');
  t.true(await page.getByLabel('With a phone').isChecked());
  await page.getByText('There are no contacts in what you chose').waitFor();
  await page.getByRole('button', { name: 'Save and choose the message' }).click();
  await page.getByRole('button', { name: 'Continue without anybody' }).click();
  await page.waitForURL('**/message');
  await page.getByRole('link', { name: 'Write a new one' }).click();
  await page.getByRole('link', { name: 'Winter' }).waitFor();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.waitForURL('**/message');
  await page.getByRole('link', { name: 'Write a new one' }).click();
  await page.getByLabel('Name').fill('Winter words');
  await page.getByLabel('Text', { exact: true }).fill('It is cold.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/message');
  t.true(await page.getByLabel('Winter words').isChecked());
  await page.getByText('It is cold. Reply STOP').waitFor();
  t.deepEqual(await faultsOf(page), []);

  // What the checklist sends one to leads back as well.
  const id = /campaigns\/([^/]+)/.exec(page.url())?.[1] ?? '';
  await page.goto(`/settings?campaign=${id}`);
  await page.getByRole('link', { name: 'Winter' }).waitFor();
  await page.getByLabel('Postal address').fill('1 Main Street, Springfield');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.waitForURL(`**/campaigns/${id}/review`);
  await page.getByRole('heading', { name: 'Before it goes out' }).waitFor();
});
