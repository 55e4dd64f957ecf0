import test from 'ava';
import { memberOf } from '../_support/page-paths.ts';
import { servePages } from '../_support/web.ts';

/** Returns the attributes of the field with a name. */
const field = (html: string, name: string): string =>
  new RegExp(`<(?:input|textarea|select)[^>]*name="${name}"[^>]*>`).exec(
    html.replaceAll(/<input[^>]*type="hidden"[^>]*>/g, ''),
  )?.[0] ?? '';

test('an error is at the field that was typed in, under its own label', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  const post = async (path: string, fields: Record<string, string>) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: member,
      body: new URLSearchParams(fields),
    });
    return { status: response.status, html: await response.text() };
  };

  const hold = await post('/holds/new', {
    intent: '',
    scope: 'contact',
    person: '',
    reason: 'A case',
  });
  t.is(hold.status, 422);
  t.regex(field(hold.html, 'person'), /aria-invalid="true"/);
  t.notRegex(hold.html, /Phone:|role="alert"/);

  const key = await post('/settings/api-keys', {
    intent: 'create',
    name: 'Shop',
    belongs_to: 'member',
  });
  t.is(key.status, 422);
  t.regex(key.html, /<fieldset[^>]*data-invalid="true"[^>]*><legend>What it may do<\/legend>/);
  t.regex(key.html, /Name at least one scope|name at least one/i);
  t.notRegex(key.html, /Scopes:|role="alert"/);
});

test('of several entries in a field the wrong one is named; an added language shows its fault', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  const post = async (path: string, fields: Record<string, string>): Promise<string> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: member,
      body: new URLSearchParams(fields),
    });
    t.is(response.status, 422, path);
    return response.text();
  };

  const block = { intent: 'add', reason: 'admin', expires_at: '', note: '' };
  const blocked = await post('/suppressions', { ...block, suppressions: 'gut@b.example\nkaputt' });
  t.regex(blocked, /“kaputt” is not a phone number/);
  t.regex(
    await post('/suppressions', { ...block, suppressions: 'x@@b' }),
    /This is not an e-mail address/,
  );
  const limits = {
    intent: '', daily_cap: '', currency: '', fallback_price: '', sends_per_minute: '', sends_per_day: '',
    range_per_hour: '', domain_per_10_minutes: '',
  }; // prettier-ignore
  const settings = await post('/settings/verification', {
    ...limits,
    countries: 'Germany; Narnia\nUK',
  });
  t.regex(settings, /“Narnia” must be a country with phone numbers/);

  const purpose = await post('/purposes/new', {
    intent: 'words', key: 'bread', category: 'marketing', name: 'Bread', description: '', language: 'en',
    'added.language': 'deutsch', 'added.name': 'Brot', 'added.description': '',
    expires_after_days: '20', renew_before_days: '',
  }); // prettier-ignore
  t.regex(field(purpose, 'added.language'), /aria-invalid="true"/);
  t.regex(purpose, /<details[^>]* open=""/);
  t.regex(purpose, /Must be a language tag such as en/);
  t.notRegex(purpose, /role="alert"/);
});
