import test from 'ava';
import { faultsOf, shoot, webTest } from '../_support/web.ts';

test('the notice after an act moves nothing, comes again with the next one, and can be closed', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 1440, height: 900 } });
  await page.goto('/settings/assistant');
  const place = (): Promise<number> =>
    page.getByRole('heading', { name: 'Limits' }).evaluate((heading) => {
      const { top } = heading.getBoundingClientRect();
      return top + window.scrollY;
    });
  const before = await place();
  const notice = page.getByText('Saved.');
  const save = async (): Promise<void> => {
    await page.getByLabel('Longest answer, tokens').fill(String(700 + Math.floor(before)));
    await page.getByRole('button', { name: 'Save the limits' }).click();
    await notice.waitFor();
  };
  await save();
  t.is(await place(), before);
  // Whoever saved far down sees it, too.
  const box = await notice.boundingBox();
  t.true(box !== null && box.y > 0 && box.y + box.height <= 900);
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'notice');

  const close = page.getByRole('button', { name: 'Close the notice' });
  await close.click();
  await notice.waitFor({ state: 'detached' });
  t.is(await place(), before);
  await save();
  // A refusal is not shown beside what was said of the act before.
  await page.getByLabel('Stop at, tokens').fill('many');
  await page.getByRole('button', { name: 'Save the limits' }).click();
  await notice.waitFor({ state: 'detached' });
  t.pass();
});
