import test, { type ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { webServer } from '../_support/models.ts';
import { assistantWorker } from '../_support/running-assistant.ts';
import { until } from '../_support/until.ts';
import { webTest, type WebTest } from '../_support/web.ts';

/** Rules that sites have for everything, and that would move, hide or shrink what stands in their pages. */
const RULES = `div { display: none !important; opacity: .1; transform: scale(.5); } button { all: unset; }
  * { direction: rtl; font-size: 40px !important; } iframe { display: none !important; } body > * + * { margin-top: 300px !important; }`;

type Site = { css?: string; policy?: string; more?: string };

/** Starts a site of another origin with the widget of a new organization. */
async function shopOf(t: ExecutionContext, web: WebTest): Promise<{ at: (site?: Site) => string; path: string; admin: Page }> {
  const pages: string[] = [];
  let tag = '';
  const { url } = await webServer(t, (req, res) => {
    const { css = '', policy, more = '' }: Site = JSON.parse(pages[Number((req.url ?? '').slice(1))] ?? '{}');
    res
      .writeHead(200, { 'content-type': 'text/html', ...(policy ? { 'content-security-policy': policy } : {}) })
      .end(`<!doctype html><html lang="en"><head><title>Shop</title><style>${css}</style></head><body><main><h1>Shop</h1></main>${tag}${more.replaceAll('TAG', tag)}</body></html>`);
  });
  const shop = url.replace('127.0.0.1', 'shop.localhost');
  const admin = await web.signedIn();
  const put = await admin.request.put('/api/v1/assistant/widget', {
    headers: { origin: web.url },
    data: { active: true, origins: [shop], greeting: '', knowledge: '', form_id: null, session_questions: 20, network_sessions: 1_000, session_tokens: 1_000_000, month_tokens: null },
  });
  const widget = await put.json();
  tag = widget.snippet.replace(/src="[^"]+"/, `src="${web.url}/widget.js"`);
  const at = (site: Site = {}): string => `${shop}/${pages.push(JSON.stringify(site)) - 1}`;
  return { at, path: new URL(widget.url).pathname, admin };
} // prettier-ignore

test('the widget stands its ground in hostile pages, and can always be closed', async (t) => {
  t.timeout(600_000);
  const web = await webTest(t);
  const { at } = await shopOf(t, web);
  const page = await web.open({ viewport: { width: 1440, height: 900 } });
  const button = page.getByRole('button', { name: 'Ask us' });
  const question = page.frameLocator('iframe').getByLabel('Your question');

  await page.goto(at({ css: RULES }));
  await button.click();
  await question.waitFor();
  const frame = await page.locator('iframe').boundingBox();
  t.true(frame !== null && frame.x > 900 && frame.width > 380, JSON.stringify(frame));

  // The same line twice is one button; another organization's stands above it, and what is open above both.
  const other = `TAG<script src="${web.url}/widget.js" data-widget="another" data-label="Ask them"></script>`;
  await page.goto(at({ more: other }));
  await page.getByRole('button', { name: 'Ask them' }).waitFor();
  t.is(await button.count(), 1);
  const [ours, theirs] = await Promise.all([button.boundingBox(), page.getByRole('button', { name: 'Ask them' }).boundingBox()]); // prettier-ignore
  t.true(ours !== null && theirs !== null && Math.abs(ours.y - theirs.y) >= ours.height);
  await button.click();
  await question.waitFor();
  t.true(await page.evaluate(() => document.elementFromPoint(1300, 780)?.getAttribute('data-assent-widget') !== 'another')); // prettier-ignore

  // On a phone, where the frame covers all of the page, also one that does not come can be closed.
  const phone = await web.open({ viewport: { width: 390, height: 844 } });
  await phone.route('**/w/**', (route) => route.abort());
  await phone.goto(at());
  await phone.getByRole('button', { name: 'Ask us' }).click();
  await phone.getByRole('button', { name: 'Close' }).click();
  await phone.getByRole('button', { name: 'Ask us' }).waitFor();
  // One that has come closes itself.
  await phone.unroute('**/w/**');
  await phone.goto(at());
  await phone.getByRole('button', { name: 'Ask us' }).click();
  await phone.frameLocator('iframe').getByRole('button', { name: 'Close' }).waitFor();
  await until(async () => !(await phone.getByRole('button', { name: 'Close', exact: true }).isVisible())); // prettier-ignore

  // The button speaks the visitor's language, as the frame does.
  const arab = await web.open({ locale: 'ar-KW' });
  await arab.goto(at());
  await arab.getByRole('button', { name: 'اسألنا' }).click();
  await arab.frameLocator('iframe').getByLabel('سؤالك').waitFor();
});

test('a visitor on a slow network sees their question; a long one stays; nobody is moved while they read', async (t) => {
  t.timeout(600_000);
  const { processes, run } = assistantWorker(t);
  const web = await webTest(t, { processes });
  await run(web.services);
  const { at, path } = await shopOf(t, web);
  const page = await web.open({ viewport: { width: 390, height: 844 } });
  await page.goto(at());
  await page.getByRole('button', { name: 'Ask us' }).click();
  const chat = page.frameLocator('iframe');
  const field = chat.getByLabel('Your question');
  const thread = chat.getByRole('log');

  const long = 'x'.repeat(60_000);
  await field.fill(long);
  await field.press('Enter');
  await chat.getByText('Write a question of at most 2,000 characters.').waitFor();
  t.is((await field.inputValue()).length, long.length);

  const { promise: held, resolve: go } = Promise.withResolvers<void>();
  await page.route('**/messages', async (route) => {
    await held;
    await route.continue();
  });
  await field.fill('Is anybody there? [words 400] [slow 20]');
  await field.press('Enter');
  await thread.getByText('Is anybody there?').waitFor();
  await thread.getByText('Thinking …').waitFor();
  go();
  await thread.getByText(/word60\b/).waitFor();
  await thread.evaluate((one) => (one.scrollTop = 0));
  await thread.getByText(/word150\b/).waitFor();
  t.is(await thread.evaluate((one) => one.scrollTop), 0);

  // Where nothing is stored, a window that another site has named takes no conversation from that name.
  const begun = await page.request.post(`${web.url}/api/v1/public/widgets/${path.split('/').at(-1)}/sessions`); // prettier-ignore
  const { token } = await begun.json();
  const bare = await web.open();
  const seen: string[] = [];
  bare.on('request', (one) => seen.push(one.headers()['authorization'] ?? ''));
  await bare.addInitScript((name) => {
    Object.defineProperty(window, 'sessionStorage', { get: () => { throw new Error('denied'); } }); // prettier-ignore
    window.name = name;
  }, `assent-widget ${token}`);
  await bare.goto(web.url + path);
  await bare.getByLabel('Your question').fill('Hello');
  await bare.getByLabel('Your question').press('Enter');
  await bare.getByText('I am a stand-in').waitFor();
  t.true(seen.some((one) => one.startsWith('Bearer ')));
  t.false(seen.includes(`Bearer ${token}`));
});
