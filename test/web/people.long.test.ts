import test from 'ava';
import { faultsOf, webTest } from '../_support/web.ts';

test('a contact is added, masked, revealed, asked for consent and found by tag', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/contacts/new');
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Phone').fill('+12015550123');
  await page.getByLabel('Tags').fill('vip, navy');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText('The contact was added.').waitFor();
  t.is(await page.getByText('Grace Hopper').count(), 0);

  await page.getByRole('link', { name: 'Reveal' }).click();
  await page.getByRole('heading', { name: 'Grace Hopper' }).waitFor();
  await page.getByText('+12015550123').waitFor();
  t.pass();

  await page.getByRole('button', { name: 'Send the request' }).click();
  await page.getByRole('heading', { name: 'Waiting for the code' }).waitFor();
  await page.getByRole('textbox', { name: 'Code' }).fill('12');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Must be the digits of the code').waitFor();
  t.true(
    await page
      .getByRole('textbox', { name: 'Code' })
      .evaluate((field) => field === document.activeElement),
  );
  t.deepEqual(await faultsOf(page), []);

  await page.goto('/contacts?tag=navy');
  t.is(await page.getByRole('row').count(), 2);
  await page.goto('/contacts?tag=other');
  await page.getByText('Nobody matches').waitFor();
  t.pass();
});

test('a file of contacts is looked at, its columns are found, and a wrong file is refused at its field', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/contacts/imports/new');
  await page.getByRole('button', { name: 'Read the file' }).click();
  await page.getByText('Choose a CSV file').waitFor();
  await page.locator('input[type=file]').setInputFiles({
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('E-mail;Shoe size\nann@example.org;38\nbob@example.org;44\n'),
  });
  await page.getByRole('button', { name: 'Read the file' }).click();
  await page.getByRole('heading', { name: 'What the columns are' }).waitFor();
  t.is(await page.getByLabel('What E-mail contains').inputValue(), 'email');
  t.is(await page.getByLabel('What Shoe size contains').inputValue(), 'field:shoe_size');
  await page.getByRole('cell', { name: 'By its name', exact: true }).waitFor();
  t.deepEqual(await faultsOf(page), []);

  await page.getByLabel('Delimiter').selectOption('Comma');
  await page.getByRole('button', { name: 'Read it again' }).click();
  await page.getByLabel('What E-mail;Shoe size contains').waitFor();
  t.is(await page.getByLabel('Encoding').inputValue(), 'utf-8');
  await page.getByText('As you set it').waitFor();
});
