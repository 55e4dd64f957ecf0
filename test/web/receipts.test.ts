import test from 'ava';
import { checkReceipt } from '#domain/receipts/check-receipt.ts';
import { receiptUrl } from '#domain/signed-links/links.ts';
import { grantConsent } from '../_support/consent.ts';
import { otherToken } from '../_support/other-token.ts';
import { visitor } from '../_support/visitor.ts';
import { faultsOf, webTest } from '../_support/web.ts';

const ADDRESS = 'mine@example.com';

async function linked(t: Parameters<typeof visitor>[0]) {
  const web = await visitor(t);
  const { services, context } = web;
  const { eventId } = await grantConsent(services, context, {
    channel: 'email',
    address: ADDRESS,
    purpose: 'marketing',
  });
  const keys = await services.keyring.keys(context);
  const path = receiptUrl('', keys, { tenantId: context.tenantId, eventId });
  return { web, path };
}

test('the person reads their receipt, keeps the file, and anybody can check it by the page', async (t) => {
  const { web, path } = await linked(t);
  const page = await web.get(path);
  t.is(page.status, 200);
  t.regex(page.text, /News and offers/);
  t.true(page.text.includes(ADDRESS));
  const file = await web.get(`${path}/receipt.json`);
  t.regex(file.headers.get('content-disposition') ?? '', /attachment/);
  t.true(checkReceipt(JSON.parse(file.text)).ok);

  const good = await web.post('/r/check', { receipt: file.text });
  t.regex(good.text, /This receipt is genuine/);
  const forged = await web.post('/r/check', {
    receipt: file.text.replace('News and offers', 'News and orders'),
  });
  t.regex(forged.text, /This receipt is not genuine/);
  t.regex((await web.post('/r/check', { receipt: 'no json' })).text, /not genuine/);
});

test('it speaks Arabic from right to left; a link that is not ours is not there', async (t) => {
  const { web, path } = await linked(t);
  const page = await web.get(`${path}?lang=ar`);
  t.regex(page.text, /dir="rtl"/);
  t.regex(page.text, /إيصال موافقتك/);
  const other = otherToken(path);
  t.is((await web.get(other)).status, 404);
  t.is((await web.get(`${other}/receipt.json`)).status, 404);
});

test('checking is accessible and fits a phone', async (t) => {
  const web = await webTest(t);
  const page = await web.open({ viewport: { width: 390, height: 800 }, javaScriptEnabled: false });
  await page.goto('/r/check');
  await page.getByLabel('Receipt').fill('{}');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('heading', { name: 'This receipt is not genuine' }).waitFor();
  const seen = await web.open({ viewport: { width: 390, height: 800 } });
  await seen.goto('/r/check');
  t.deepEqual(await faultsOf(seen), []);
});
