import test from 'ava';
import type { Page } from 'playwright-core';
import { assistantWorker } from '../_support/running-assistant.ts';
import { testServices } from '../_support/services.ts';
import { faultsOf, shoot, webTest } from '../_support/web.ts';

const STAND_IN = { name: 'stand-in', host: '127.0.0.1', standIn: true };
const MAIL = 'Hello {{ contact.first_name }},\n\nroses are half the price until Friday.';
const TEXT =
  'Hello {{ contact.first_name }}, all of our red, white and yellow roses are half the price until Friday evening, so come and see us in the shop, or order at https://shop.example/r';

/** Presses a button and waits for what comes. A machine that is slow may have asked nobody in time; then again. */
async function suggested(page: Page, button: string, words: string | RegExp): Promise<void> {
  const late = page.getByText('The model could not be asked in time');
  const there = page.getByRole('region', { name: 'Suggestions' }).getByText(words).first();
  for (;;) {
    await page.getByRole('button', { name: button }).click();
    await there.or(late).first().waitFor();
    if (!(await late.isVisible())) return;
  }
}

test('suggestions in the editors are used by a click, undone, seen by the preview and the guard, and saved', async (t) => {
  const { processes, run } = assistantWorker(t);
  const services = { ...(await testServices(t, { processes })), model: STAND_IN };
  const web = await webTest(t, { services });
  await run(services);
  const page = await web.signedIn({ viewport: { width: 1440, height: 900 } });
  const panel = page.getByRole('region', { name: 'Suggestions' });
  const use = panel.getByRole('button', { name: 'Use it' });
  const undo = panel.getByRole('button', { name: 'Undo' });

  await page.goto('/templates/new?channel=email');
  await page.waitForLoadState('networkidle');
  const [subject, body] = [page.getByLabel('Subject', { exact: true }), page.getByLabel('Mail', { exact: true })]; // prettier-ignore
  t.deepEqual(await faultsOf(page), []);
  // What cannot be asked is said, and nothing is lost.
  await page.getByRole('button', { name: 'Suggest subject lines' }).click();
  await panel.getByText('The text must not be empty.').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Roses');
  await body.fill(MAIL);
  await subject.fill('My subject');
  await suggested(page, 'Suggest subject lines', /^Stand-in 1: Hello/);
  t.is(await use.count(), 3);
  await panel.getByText(/stand-in · [\d,]+ tokens · \$0\.0.* · a stand-in, no language model/).waitFor(); // prettier-ignore
  t.is(await subject.inputValue(), 'My subject');
  t.deepEqual(await faultsOf(page), []);
  await use.nth(1).click();
  t.regex(await subject.inputValue(), /^Stand-in 2: /);
  await undo.click();
  t.is(await subject.inputValue(), 'My subject');
  await use.first().click();
  await shoot(page, 'editor-subjects');
  // The preview follows.
  await page.getByText('Stand-in 1: Hello').nth(1).waitFor();
  await panel.getByRole('button', { name: 'Close' }).click();

  await page.getByLabel('Tone').selectOption('calm');
  await suggested(page, 'Change the tone', /^Stand-in \(calm\): Hello/);
  await use.click();
  t.is(await body.inputValue(), `Stand-in (calm): ${MAIL}`);
  // What is typed after it is not undone.
  await body.press('End');
  await body.pressSequentially(' More');
  await undo.click();
  await panel.getByText('You have changed it since').waitFor();
  t.regex(await body.inputValue(), /^Stand-in \(calm\)[^]* More/);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/\/templates\/[0-9a-f-]{36}/);

  // Into another language; leaving without saving asks.
  await page.getByLabel('Add a language').fill('ar');
  await page.getByRole('button', { name: 'Write it' }).click();
  await page.waitForURL(/language=ar/);
  await page.waitForLoadState('networkidle');
  await suggested(page, 'Translate from English', /^Stand-in \(ar\): Stand-in \(calm\)/);
  await use.click();
  t.regex(await subject.inputValue(), /^Stand-in \(ar\): Stand-in/);
  t.deepEqual(await faultsOf(page), []);
  await page.getByRole('link', { name: 'Templates' }).first().click();
  await page.getByRole('button', { name: 'Stay here' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').waitFor();
  const id = /[0-9a-f-]{36}/.exec(page.url())?.[0] ?? '';
  const saved = await (await page.request.get(`/api/v1/templates/${id}`)).json();
  t.regex(saved.texts.ar.body, /^Stand-in \(ar\): [^]*\{\{ contact\.first_name \}\}/);

  // A text message, on a phone.
  await page.setViewportSize({ width: 390, height: 900 });
  await page.goto('/templates/new?channel=sms');
  await page.waitForLoadState('networkidle');
  const text = page.getByLabel('Text', { exact: true });
  await text.fill('Short');
  await page.getByRole('button', { name: 'Shorten to one text' }).click();
  await panel.getByText('The text fits into one text already.').waitFor();
  await text.fill(TEXT);
  await suggested(page, 'Shorten to one text', /^Stand-in: Hello/);
  await panel
    .getByText(/sent as 1 text\./)
    .first()
    .waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'editor-shorter');
  await use.first().click();
  await page.getByText(/characters in GSM-7, sent as 1 text\. About/).waitFor();
  // What readers rely on and a suggestion has lost stands above the button.
  await text.fill(`${TEXT}, from 14:30 with 20% off. Reply STOP to opt out. [lose-facts]`);
  await suggested(page, 'Shorten to one text', /^Not offered: it had lost how to stop.*“Reply STOP to opt out”/); // prettier-ignore
  await text.fill(`${TEXT}, from 14:30 with 20% off [lose-facts]`);
  await suggested(page, 'Shorten to one text', 'Gone from the text:');
  await panel.getByText('“14:30”, “20%”').first().waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'editor-gone');
  await text.fill('Hello [lose-marks] {{ contact.first_name }}');
  await suggested(page, 'Change the tone', 'Nothing came back that can be used');
  await panel.getByText('Not offered: it had lost {{ contact.first_name }}.').waitFor();
  await text.fill('Hello [broken-json]');
  await suggested(page, 'Change the tone', 'cannot be read');
  await panel.getByText(/[\d,]+ tokens · \$0\.0/).waitFor();
  t.is(await text.inputValue(), 'Hello [broken-json]');

  // Used up: whose limit, and when it begins again.
  const none = { tokens: null, cost: null };
  const quota = { soft: none, hard: { tokens: 400, cost: null }, per_user: none, per_conversation: none, max_answer_tokens: 400 }; // prettier-ignore
  const put = await page.request.put('/api/v1/assistant/quota', { headers: { origin: web.url }, data: quota }); // prettier-ignore
  t.is(put.status(), 200);
  await suggested(page, 'Change the tone', 'The organization’s limit is reached');
  await panel.getByText(/It begins again on/).waitFor();
  await shoot(page, 'editor-used-up');
});

test('without a model, or without a script, there is no button', async (t) => {
  const button = 'Suggest subject lines';
  const services = await testServices(t);
  const off = await (await webTest(t, { services })).signedIn();
  await off.goto('/templates/new?channel=email');
  await off.waitForLoadState('networkidle');
  t.is(await off.getByText(button).count(), 0);

  const web = await webTest(t, { services: { ...services, model: STAND_IN } });
  const plain = await web.signedIn({ javaScriptEnabled: false });
  await plain.goto('/templates/new?channel=email');
  await plain.getByLabel('Subject', { exact: true }).waitFor();
  t.is(await plain.getByText(button).count(), 1);
  t.false(await plain.getByText(button).isVisible());
});
