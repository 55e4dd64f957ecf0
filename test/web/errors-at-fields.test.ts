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
