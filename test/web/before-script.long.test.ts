import test from 'ava';
import { createContact } from '#domain/contacts/create.ts';
import { scriptHasCome, withoutItsScript } from '../_support/early-typing.ts';
import { BLOCKED_FILES } from '../_support/uploads.ts';
import { contextOf, webTest } from '../_support/web.ts';

test('what is typed before the script of a page arrives stays, and its preview follows', async (t) => {
  const web = await webTest(t);
  const owner = await web.signedIn();
  const letIt = await withoutItsScript(owner, '/forms/new');
  await owner.getByLabel('Title (English)').fill('Come and taste');
  await owner.getByLabel('Introduction (English)').fill('Every Friday');
  await owner.getByLabel('A color of its own').check();
  await owner.getByLabel('العربية', { exact: true }).selectOption('Position 2');
  letIt();
  const preview = owner.frameLocator('iframe[title="The form"]');
  await preview.getByRole('heading', { name: 'Come and taste' }).waitFor();
  await preview.getByText('Every Friday').waitFor();
  t.is(await owner.getByLabel('Title (English)').inputValue(), 'Come and taste');
  t.true(await owner.getByLabel('A color of its own').isChecked());
});

test('a filter chosen before the script of a page arrives is applied, and stays chosen', async (t) => {
  const web = await webTest(t);
  const owner = await web.signedIn();
  const letIt = await withoutItsScript(owner, '/consents');
  const state = owner.getByLabel('State');
  await state.selectOption({ index: 1 });
  const chosen = await state.inputValue();
  letIt();
  await owner.waitForURL(new RegExp(`state=${chosen}`));
  t.is(await state.inputValue(), chosen);
});

test('a file chosen before the script of a page arrives is the one that is sent', async (t) => {
  const web = await webTest(t);
  const owner = await web.signedIn();
  const letIt = await withoutItsScript(owner, BLOCKED_FILES);
  await owner.locator('input[type=file]').setInputFiles({
    name: 'a.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('email\na@example.com'),
  });
  letIt();
  await owner.waitForFunction(() => Object.keys(document.body).some((key) => /react/i.test(key)));
  await owner.getByRole('button', { name: 'Block them' }).click();
  await owner.getByRole('heading', { name: 'a.csv' }).waitFor();
  t.true(await owner.getByText('1 of 1 row done').isVisible());
});

test('nothing moves when the script of a page arrives: what is pressed is where it was seen', async (t) => {
  const web = await webTest(t);
  const owner = await web.signedIn();
  const { id } = await createContact(web.services, await contextOf(owner), {
    email: 'moved@example.com',
    tags: [],
    fields: {},
  });
  for (const path of [`/contacts/${id}`, '/templates/new', '/forms/new', '/holds/new']) {
    const page = await owner.context().newPage();
    const letIt = await withoutItsScript(page, path);
    const main = page.locator('main');
    await main.locator('form').first().waitFor();
    await page.waitForFunction(() => document.fonts.status === 'loaded');
    const before = await main.boundingBox();
    letIt();
    await scriptHasCome(page);
    t.deepEqual(await main.boundingBox(), before, path);
  }
});
