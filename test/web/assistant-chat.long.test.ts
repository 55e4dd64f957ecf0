import test from 'ava';
import { assistantWorker } from '../_support/running-assistant.ts';
import { until } from '../_support/until.ts';
import { faultsOf, shoot, webTest } from '../_support/web.ts';

test('an answer streams into the page, survives a reload, is stopped, found and deleted', async (t) => {
  const { processes, run } = assistantWorker(t);
  const web = await webTest(t, { processes });
  await run(web.services);
  const page = await web.signedIn({ viewport: { width: 1440, height: 900 } });
  await page.goto('/assistant');
  await page.getByText('No conversation yet').waitFor();
  t.deepEqual(await faultsOf(page), []);

  // What a model repeats is never HTML, a picture or a link to elsewhere.
  const hostile = 'Marigold <img src=x onerror=alert(1)> ![p](/tracked.png) [here](https://evil.example/x) [slow 60]'; // prettier-ignore
  await page.getByLabel('Your question').fill(hostile);
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.waitForURL(/\/assistant\/[0-9a-f-]{36}$/);
  const thread = page.getByRole('log', { name: 'Conversation' });
  await thread.getByText('I am a stand-in').waitFor();
  t.is(await thread.getAttribute('aria-busy'), 'true');
  await page.reload();
  await page.locator('[role=log][aria-busy=false]').waitFor();
  await thread.getByText(/stand-in · [\d,]+ tokens · \$0\.0/).waitFor();
  t.is(await thread.locator('img').count(), 0);
  t.is(await thread.locator('a').count(), 0);
  t.regex(await thread.innerText(), /here \(https:\/\/evil\.example\/x\)/);
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'assistant-chat');

  // Enter sends; Shift+Enter begins a line, and the Enter of an input method is not ours.
  const field = page.getByLabel('Your next question');
  await page.getByText('Enter sends, Shift+Enter begins a new line').waitFor();
  await field.fill('And then?');
  await field.press('Shift+Enter');
  await field.pressSequentially('[slow 400]');
  await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
  await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
  t.is(await field.inputValue(), 'And then?\n[slow 400]');
  await field.press('Enter');

  // It is stopped while it is written. What the page loads then is not broken off, which browsers report.
  const stop = page.getByRole('button', { name: 'Stop' });
  await stop.waitFor();
  await until(async () => (await field.inputValue()) === '');
  // It is typed on meanwhile, and Enter does not send before the answer is there.
  t.true(await field.evaluate((one) => one === document.activeElement));
  await field.pressSequentially('The one after');
  await field.press('Enter');
  let loads = 0;
  await page.route('**/*.data*', async (route) => {
    const isLoad = route.request().method() === 'GET';
    if (isLoad) loads++;
    if (isLoad) await new Promise((go) => setTimeout(go, 1_500));
    await route.continue();
  });
  await stop.click();
  await thread.getByText('Stopped', { exact: true }).waitFor();
  await page.unroute('**/*.data*');
  t.is(loads, 1);
  t.is(await field.inputValue(), 'The one after');
  t.is(await thread.getByText('You asked:').count(), 2);

  await page.goto('/assistant?q=marigold');
  await page.getByRole('link', { name: /^Marigold/ }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Yes, delete it' }).click();
  await page.getByText('Removed.').waitFor();
  await page.getByText('No conversation yet').waitFor();
});
