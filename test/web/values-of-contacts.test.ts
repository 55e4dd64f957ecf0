import test from 'ava';
import { z } from 'zod';
import { memberOf } from '../_support/page-paths.ts';
import { servePages } from '../_support/web.ts';

const faults = z.array(z.object({ path: z.string(), message: z.string() }));

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

test('a value of the campaign that is to be filled in itself is refused, at its field and by the API', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...member, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return z.looseObject({ id: z.string().optional(), errors: faults.optional() }).parse(await answer.json()); // prettier-ignore
  };
  const shown = async (path: string): Promise<string> =>
    (await (await fetch(`${url}${path}`, { headers: member })).text()).replaceAll('<!-- -->', '');
  const { id: template_id } = await call('POST', '/templates', {
    name: 'Bread', channel: 'sms', category: 'promotional', body: '{{ variables.message }} {{ variables.order.number }}',
  }); // prettier-ignore
  const { id } = await call('POST', '/campaigns', {
    name: 'Bread', channel: 'sms', purpose: 'marketing', template_id,
    variables: { message: 'Hi {{ contact.first_name }}!', order: { number: 'a {% if b %}' }, unused: '{{ x }}' },
  }); // prettier-ignore
  const paths = async (path: string, method = 'GET') =>
    (
      (await call(method, `/campaigns/${id}/${path}`, method === 'POST' ? {} : undefined)).errors ??
      []
    ).map((one) => one.path);
  const both = ['variables.message', 'variables.order.number', 'audience'];
  t.deepEqual(await paths('checks'), both);
  t.deepEqual(await paths('schedule', 'POST'), both);
  const review = await shown(`/campaigns/${id}/review`);
  t.notRegex(review, /Every value can be filled in|No value yet/);
  t.regex(review, /Message has \{\{ contact\.first_name \}\}, which would go out as it is/);
  const step = await shown(`/campaigns/${id}/message`);
  t.regex(step, /This has \{\{ contact\.first_name \}\}, which would go out as it is/);
  t.regex(step, /<textarea[^>]*name="variables\.message"[^>]*>/);

  await call('PATCH', `/campaigns/${id}`, { variables: { message: '{ 20 % off }', order: { number: 7 } } }); // prettier-ignore
  t.deepEqual(await paths('checks'), ['audience']);
  t.regex(await shown(`/campaigns/${id}/review`), /Every value can be filled in/);
});
