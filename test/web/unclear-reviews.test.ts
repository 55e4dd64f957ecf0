import test from 'ava';
import { keepInbound } from '#domain/inbound/inbound-message.ts';
import { openReview } from '#domain/reviews/open.ts';
import { contextOf, faultsOf, webTest } from '../_support/web.ts';

test('what nobody understands is one press away from the review queue, and says what follows', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const ctx = await contextOf(page);
  const keys = await web.services.keyring.keys(ctx);
  const address = '+12015550123';
  await web.services.db.withTenant(ctx, async (trx) => {
    const kept = await keepInbound(trx, ctx, keys, {
      channel: 'sms',
      from: address,
      sentTo: null,
      body: 'What time do you open?',
      providerMessageId: 'question',
      wish: 'none',
    });
    if (kept) await openReview(trx, ctx, keys, { ...kept, channel: 'sms', address }, 'unclear');
  });
  await page.goto('/reviews');
  await page.getByRole('link', { name: '1 other message' }).click();
  await page.getByText('What time do you open?').waitFor();
  await page.getByText('lapses, and nothing follows').waitFor();
  t.deepEqual(await faultsOf(page), []);
});
