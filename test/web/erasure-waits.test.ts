import test from 'ava';
import { z } from 'zod';
import { memberOf } from '../_support/page-paths.ts';
import { servePages } from '../_support/web.ts';

test('the page of a contact whose erasure waits for a hold says so, and offers nothing that is refused', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  const make = async (path: string, body: object): Promise<string> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { ...member, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    t.true(answer.ok, path);
    return z.object({ id: z.uuid() }).parse(await answer.json()).id;
  };
  const contact_id = await make('/contacts', { email: 'ann@example.com' });
  const shown = async (): Promise<string> => {
    const page = await fetch(`${url}/contacts/${contact_id}`, { headers: member });
    t.is(page.status, 200);
    return page.text();
  };
  t.regex(await shown(), /Ask for consent[^]*Erase …[^]*Remove this contact/);
  await make('/legal-holds', { scope: 'contact', contact_id, reason: 'A case is pending' });
  const id = await make('/privacy/erasures', { contact_id, dry_run: false });
  const html = await shown();
  t.regex(html, /This person is to be erased/);
  t.true(html.includes(`href="/privacy/erasures/${id}"`));
  t.notRegex(html, /Ask for consent|Erase …|Remove this contact/);
});
