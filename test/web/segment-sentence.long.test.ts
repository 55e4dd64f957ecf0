import test from 'ava';
import type { Page } from 'playwright-core';
import { assistantWorker } from '../_support/running-assistant.ts';
import { testServices } from '../_support/services.ts';
import { faultsOf, servePages, shoot, webTest } from '../_support/web.ts';

/** Waits for what came of the sentence. A machine that is slow may have put it to nobody in time; then again. */
async function answered(page: Page, words: string): Promise<void> {
  const late = page.getByText('There is no whole answer');
  for (;;) {
    await page.getByText(words).or(late).first().waitFor();
    if (!(await late.isVisible())) return;
    await page.getByRole('button', { name: 'Propose conditions' }).click();
    await page.getByText('Thinking').or(page.getByText(words)).first().waitFor();
  }
}

const STAND_IN = { name: 'stand-in', host: '127.0.0.1', standIn: true };
const SENTENCE = 'people in Germany who are tagged vip, but have not clicked';

test('a sentence puts conditions into the editor, unsaved; they are counted, undone, and saved by a click', async (t) => {
  const { processes, run } = assistantWorker(t);
  const services = { ...(await testServices(t, { processes })), model: STAND_IN };
  const web = await webTest(t, { services });
  await run(services);
  const page = await web.signedIn({ viewport: { width: 1440, height: 900 } });
  const person = { email: 'ann@example.com', country: 'DE', tags: ['vip'] };
  await page.request.post('/api/v1/contacts', { headers: { origin: web.url }, data: person });
  await page.goto('/segments/new');
  await page.waitForLoadState('networkidle');
  const sentence = page.getByLabel('In a sentence');
  const first = page.getByLabel('Condition 1', { exact: true });
  const propose = page.getByRole('button', { name: 'Propose conditions' });
  await page.getByLabel('Name', { exact: true }).fill('Germans');
  await first.selectOption('has_phone:is');
  t.deepEqual(await faultsOf(page), []);

  // Refused at its field; what is typed stays.
  await propose.click();
  await page.getByText('Must say who is meant').waitFor();
  t.is(await first.inputValue(), 'has_phone:is');

  // By keyboard alone.
  await sentence.fill(SENTENCE);
  await propose.press('Enter');
  await answered(page, 'Check the conditions below: nothing is saved yet');
  t.is(await first.inputValue(), 'country:is');
  t.is(await page.getByLabel('Value of condition 1').inputValue(), 'Germany');
  t.is(await page.getByLabel('Condition 2', { exact: true }).inputValue(), 'tags:has');
  t.is(await page.getByLabel('Value of condition 2').inputValue(), 'vip');
  t.is(await page.getByLabel('Name', { exact: true }).inputValue(), 'Germans');
  t.is(await sentence.inputValue(), SENTENCE);
  await page.getByText('“have not clicked”: I know no rule for it.').waitFor();
  await page.getByText('more people may match than you described').waitFor();
  await page
    .getByText(/stand-in · [\d,]+ tokens · \$0\.0.* · a stand-in, no language model/)
    .waitFor();
  await page.getByText('ann@example.com').or(page.getByText('a•••@example.com')).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'segment-sentence');
  const listed = async () => (await (await page.request.get('/api/v1/segments')).json()).data;
  t.deepEqual(await listed(), []);

  // They are a change that is not saved. Undo is there once the page has its script.
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await page.getByRole('link', { name: 'Cancel' }).click();
  const guard = page.getByRole('dialog', { name: 'Go on without saving?' });
  await guard.getByRole('button', { name: 'Stay here' }).click();

  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('The conditions are as they were').waitFor();
  t.is(await first.inputValue(), 'has_phone:is');
  t.is(await page.getByLabel('Condition 2', { exact: true }).inputValue(), '');

  await sentence.press('Control+Enter');
  await answered(page, 'Check the conditions below');
  // Enter in a field saves, and asks nobody.
  await page.getByLabel('Name', { exact: true }).press('Enter');
  await page.getByText('Saved.').waitFor();
  const [saved] = await listed();
  t.like(saved, {
    name: 'Germans',
    rules: {
      all: [
        { field: 'country', op: 'is', value: 'DE' },
        { field: 'tags', op: 'has', value: 'vip' },
      ],
    },
  });

  // On the page of a segment, too; a bad answer and a busy model change nothing that stands there.
  for (const [order, words] of [
    ['[say nothing that can be read]', 'The answer of the model cannot be read'],
    ['[rate-limit 900]', 'The model is busy'],
    ['[say {"rules": null, "left_out": ["Nothing fits"]}]', 'Nothing of it can be a condition'],
  ] as const) {
    await sentence.fill(`Those who never came ${order}`);
    await propose.click();
    await answered(page, words);
    t.is(await first.inputValue(), 'country:is');
    t.is(await page.getByLabel('Value of condition 2').inputValue(), 'vip');
    t.true((await sentence.inputValue()).includes(order));
  }
  // One list cannot say it: it is named, not joined otherwise.
  await sentence.fill('people in Germany or Austria who are tagged vip');
  await propose.click();
  await answered(page, 'one list cannot say “or” within “and”');
  await page.getByText('more people may match than you described').waitFor();
  t.is(await first.inputValue(), 'tags:has');
  t.is(await page.getByLabel('Condition 2', { exact: true }).inputValue(), '');
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'segment-sentence-nested');
  const none = { tokens: null, cost: null };
  const quota = { soft: none, hard: { tokens: 300, cost: null }, per_user: none, per_conversation: none, max_answer_tokens: 300 }; // prettier-ignore
  const put = await page.request.put('/api/v1/assistant/quota', { headers: { origin: web.url }, data: quota }); // prettier-ignore
  t.is(put.status(), 200);
  await propose.click();
  await answered(page, 'The organization’s limit is reached');
  await page.getByText(/begins again on/).waitFor();
});

test('without a script the sentence is a plain form; without a model there is no such field', async (t) => {
  const { processes, run } = assistantWorker(t);
  const services = { ...(await testServices(t, { processes })), model: STAND_IN };
  const web = await webTest(t, { services });
  await run(services);
  const scripted = await web.signedIn();
  const storageState = await scripted.context().storageState();
  const page = await web.open({ javaScriptEnabled: false, storageState });
  await page.goto('/segments/new');
  await page.getByLabel('Name', { exact: true }).fill('Germans');
  await page.getByLabel('In a sentence').fill('people in Germany');
  await page.getByRole('button', { name: 'Propose conditions' }).click();
  await answered(page, 'Check the conditions below');
  t.is(await page.getByLabel('Value of condition 1').inputValue(), 'Germany');
  t.is(await page.getByLabel('Name', { exact: true }).inputValue(), 'Germans');
  t.is(await page.getByRole('button', { name: 'Undo' }).count(), 0);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();

  const without = await servePages(t, { services: { ...services, model: null } });
  await page.goto(`${without.url}/segments/new`);
  await page.getByLabel('Name', { exact: true }).waitFor();
  t.is(await page.getByLabel('In a sentence').count(), 0);
});
