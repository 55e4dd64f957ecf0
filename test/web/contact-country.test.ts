import test from 'ava';
import { z } from 'zod';
import { memberOf } from '../_support/page-paths.ts';
import { servePages } from '../_support/web.ts';

const contact = z.object({ country: z.string().nullable() });

test('the country of a contact is typed on its pages; a new number brings its own', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: member,
      body: new URLSearchParams({ intent: '', name: '', email: '', tags: '', locale: '', time_zone: '', ...fields }),
    }); // prettier-ignore
  const made = await post('/contacts/new', { phone: '+4915112345678', country: 'Austria' });
  t.is(made.status, 302);
  const path = new URL(made.headers.get('location') ?? '', url).pathname;
  const countryNow = async () =>
    contact.parse(await (await fetch(`${url}/api/v1${path}`, { headers: member })).json()).country;
  t.is(await countryNow(), 'AT');
  const edit = await (await fetch(`${url}${path}/edit`, { headers: member })).text();
  t.regex(edit, /<input[^>]*name="country"[^>]*value="Austria"|value="Austria"[^>]*name="country"/);
  await post(`${path}/edit`, { phone: '+12015550144', country: 'Austria' });
  t.is(await countryNow(), 'US');
  await post(`${path}/edit`, { phone: '+12015550144', country: 'France' });
  t.is(await countryNow(), 'FR');
  await post(`${path}/edit`, { phone: '+12015550144', country: '' });
  t.is(await countryNow(), 'US');
  const wrong = await post(`${path}/edit`, { phone: '+12015550144', country: 'Narnia' });
  t.is(wrong.status, 422);
  t.regex(await wrong.text(), /Must be a known country/);
});
