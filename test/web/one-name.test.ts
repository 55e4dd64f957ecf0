import test from 'ava';
import { systemContext } from '#domain/context.ts';
import { tenantId } from '#lib/ids.ts';
import { grantConsent } from '../_support/consent.ts';
import { webTest } from '../_support/web.ts';

test('tables name a purpose as its page does, a number is one of the country, and the form is the form', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const me = await (await page.request.get('/api/v1/organizations/me')).json();
  await page.goto('/');
  const form = page.getByRole('link', { name: 'See the form' });
  t.is(await form.getAttribute('href'), `/f/${me.slug}/opt-in`);

  const ctx = systemContext(tenantId(me.id));
  await grantConsent(web.services, ctx, { channel: 'email', address: 'amina@example.com', purpose: 'marketing' }); // prettier-ignore
  for (const path of ['/consents', '/consents/events', '/receipts']) {
    await page.goto(path);
    const table = page.getByRole('table').first();
    await table.getByText('News and offers').first().waitFor();
    t.is(await table.getByText('Marketing', { exact: true }).count(), 0, path);
  }
  await web.services.db.withTenant(ctx, (trx) => trx('tenants').update({ country: 'DE' }));
  await page.goto('/contacts/new');
  await page.getByText(/With its country code, such as \+49/).waitFor();
});
