import test from 'ava';
import { z } from 'zod';
import { memberOf } from '../_support/page-paths.ts';
import { servePages } from '../_support/web.ts';

test('a value of the contact is not one that each send must bring, and the check says so', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  const make = async (path: string, body: object): Promise<string> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { ...member, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    t.is(answer.status, 201, path);
    return z.object({ id: z.uuid() }).parse(await answer.json()).id;
  };
  const template_id = await make('/templates', {
    name: 'Bread', channel: 'sms', category: 'promotional', body: 'Hello {{ contact.first_name }}, {{ contact.fields.lieblingsbrot }} is fresh',
  }); // prettier-ignore
  const id = await make('/campaigns', {
    name: 'Bread', channel: 'sms', purpose: 'marketing', template_id,
  }); // prettier-ignore
  const page = await fetch(`${url}/campaigns/${id}/review`, { headers: member });
  t.is(page.status, 200);
  const html = (await page.text()).replaceAll('<!-- -->', '');
  t.notRegex(html, /Each send must bring/);
  t.regex(html, /From each contact, empty here: \{\{ contact\.fields\.lieblingsbrot \}\}/);
  t.regex(
    html,
    /\{\{ contact\.fields\.lieblingsbrot \}\} comes from each contact\. Whoever has none is left out/,
  );
  t.notRegex(html, /Every value can be filled in/);
});
