import test from 'ava';
import { newCampaign } from '#domain/campaigns/contract.ts';
import { createCampaign } from '#domain/campaigns/edit.ts';
import { scriptHasCome } from '../_support/early-typing.ts';
import { contextOf, webTest } from '../_support/web.ts';

/* The script of a page is there, but what it waits for is not. A page that throws fails the test (webTest). */

/**
 * Holds what every stream of a page carries, until `arrive` is called in it, and presses a field at the worst moment:
 * React listens, and has not rendered anything.
 */
const HELD = `
  const { addEventListener } = document;
  document.addEventListener = function (type, ...rest) {
    if (type === 'click') queueMicrotask(() => document.querySelector('[name=most]')?.click());
    return addEventListener.call(this, type, ...rest);
  };
  const { promise, resolve } = Promise.withResolvers();
  window.arrive = resolve;
  const { pipeThrough } = ReadableStream.prototype;
  ReadableStream.prototype.pipeThrough = function (...to) {
    const held = new TransformStream({ transform: (piece, out) => promise.then(() => out.enqueue(piece)) });
    return pipeThrough.apply(pipeThrough.call(this, held), to);
  };`;

/** Holds the end of every answer to the script, until the request is aborted. */
const ENDLESS = `
  const asked = window.fetch;
  window.fetch = async (url, init) => {
    const answer = await asked(url, init);
    const aborted = () => new Promise((_, fail) => {
      init?.signal?.addEventListener('abort', () => fail(init.signal.reason));
    });
    return new Response(answer.body?.pipeThrough(new TransformStream({ flush: aborted })), answer);
  };`;

test('what is pressed before the data of the page has come breaks nothing', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.addInitScript(HELD);
  await page.goto('/settings/quiet-hours');
  const most = page.getByLabel('At most');
  await most.click();
  await most.fill('0');
  await page.getByRole('heading', { name: 'Add a cap' }).click();
  await page.evaluate('arrive()');
  await scriptHasCome(page);
  t.is(await most.inputValue(), '0');
  await page.getByRole('button', { name: 'Add the cap' }).click();
  await most.and(page.locator('[aria-invalid=true]')).waitFor();
});

test('a request that a newer one replaces leaves no error', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const ctx = await contextOf(page);
  const draft = { name: 'Winter', channel: 'sms', purpose: 'marketing' };
  const { id } = await createCampaign(web.services, ctx, newCampaign.parse(draft));
  await page.addInitScript(ENDLESS);
  await page.goto(`/campaigns/${id}/audience`);
  await scriptHasCome(page);
  const saved = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.getByLabel('Everyone in your contacts').check();
  await saved;
  await page.getByText('There are no contacts in what you chose').waitFor();
  await page.getByRole('button', { name: 'Save and choose the message' }).click();
  await page.getByRole('button', { name: 'Continue without anybody' }).waitFor();
  t.pass();
});
