import test from 'ava';
import type { Locator, Page } from 'playwright-core';
import { webTest } from '../_support/web.ts';

/** What runs out of its box: nothing on a card is cut off or stands over its edge. */
const beyond = (boxes: Locator): Promise<string[]> =>
  boxes.evaluateAll((all) =>
    all.flatMap((box) => {
      const { left, right } = box.getBoundingClientRect();
      return [...box.querySelectorAll('*')].flatMap((inner) => {
        const at = inner.getBoundingClientRect();
        return at.left < left - 1 || at.right > right + 1 ? [inner.textContent ?? ''] : [];
      });
    }),
  );

const colours = (page: Page, name: string): Promise<string[]> =>
  page
    .getByRole('link', { name, exact: true })
    .last()
    .evaluate((link) => {
      const icon = link.querySelector('svg');
      return [link, icon ?? document.body].map((one) => getComputedStyle(one).color);
    });

test('nothing to show yet: the button keeps its icon, which is seen on its ground', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  for (const [path, name] of [
    ['/campaigns', 'New campaign'],
    ['/segments', 'New segment'],
  ] as const) {
    await page.goto(path);
    const [words, icon] = await colours(page, name);
    t.is(icon, words, path);
  }
});

test('the cards of templates hold what is on them, and days that belong together stay on one line', async (t) => {
  const web = await webTest(t);
  for (const width of [390, 1024, 1440]) {
    const page = await web.signedIn({ viewport: { width, height: 900 } });
    if (width === 390) {
      await page.request.post('/api/v1/templates', {
        headers: { origin: web.url },
        data: {
          name: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen_without_a_space',
          channel: 'sms',
          category: 'opt_out_confirmation',
          body: 'https://example.com/an/address/that/is/very/long/and/has/no/place/to/break/at/all',
        },
      });
    }
    await page.goto('/templates');
    t.deepEqual(await beyond(page.locator('article')), [], `cards at ${width}`);
    for (const path of ['/verifications', '/messages', '/audit', '/suppressions', '/receipts']) {
      await page.goto(path);
      const from = await page.getByLabel('From', { exact: true }).boundingBox();
      const to = await page.getByLabel('To', { exact: true }).boundingBox();
      t.is(from?.y, to?.y, `${path} at ${width}`);
    }
  }
});
