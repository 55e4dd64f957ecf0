import test from 'ava';
import type { Services } from '#domain/context.ts';
import { memberOf } from '../_support/page-paths.ts';
import { testServices } from '../_support/services.ts';
import { servePages } from '../_support/web.ts';

const PATH = '/settings/assistant';
const KEY = 'sk-typed-by-hand-0123456789';

const QUOTA = {
  intent: 'quota',
  'hard.cost': '30',
  'hard.tokens': '',
  'soft.cost': '25.50',
  'soft.tokens': '',
  'per_user.cost': '',
  'per_user.tokens': '',
  'per_conversation.cost': '',
  'per_conversation.tokens': '200000',
  max_answer_tokens: '800',
};
const PROVIDER = {
  intent: 'provider',
  kind: 'openai',
  base_url: 'http://127.0.0.1:9/v1/',
  model: 'llama-3.3',
  provider_key: KEY,
};

/** Returns the attributes of a field that people see. */
const field = (html: string, name: string): string =>
  new RegExp(`<(?:input|select)(?![^>]*type="hidden")[^>]*name="${name}"[^>]*>`).exec(html)?.[0] ??
  '';
const versionOf = (html: string, intent: string): string =>
  new RegExp(`name="intent" value="${intent}"/?>.*?name="version" value="(\\d+)"`, 's').exec(
    html,
  )?.[1] ?? '';

test('limits and the model are set by forms that work without a script; the key is never shown', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  const read = async () => (await fetch(`${url}${PATH}`, { headers: member })).text();
  const post = async (fields: Record<string, string>) => {
    const response = await fetch(`${url}${PATH}`, {
      method: 'POST',
      redirect: 'manual',
      headers: member,
      body: new URLSearchParams(fields),
    });
    return { status: response.status, html: await response.text() };
  };
  const first = await read();
  t.regex(first, /this installation has no model/);
  const version = versionOf(first, 'quota');

  const above = await post({ ...QUOTA, version, 'soft.cost': '31', 'hard.tokens': 'many' });
  t.is(above.status, 422);
  t.regex(field(above.html, 'hard.tokens'), /aria-invalid="true"/);
  t.is((await post({ ...QUOTA, version })).status, 302);
  const saved = await read();
  t.regex(field(saved, 'hard.cost'), /value="30\.00"/);
  t.regex(field(saved, 'hard.tokens'), /value=""/);
  t.regex(field(saved, 'per_conversation.tokens'), /value="200000"/);
  // Two members at once: the second one reads what the first one saved.
  t.is((await post({ ...QUOTA, version, 'hard.cost': '40' })).status, 412);

  const mine = versionOf(saved, 'provider');
  const wrong = await post({ ...PROVIDER, version: mine, base_url: 'ftp://x', model: '' });
  t.is(wrong.status, 422);
  t.regex(field(wrong.html, 'base_url'), /aria-invalid="true"/);
  t.regex(field(wrong.html, 'model'), /aria-invalid="true"/);
  t.notRegex(wrong.html, new RegExp(KEY));
  t.is((await post({ ...PROVIDER, version: mine })).status, 302);
  const own = await read();
  t.regex(own, /llama-3\.3/);
  t.regex(own, /Stored encrypted/);
  t.notRegex(own, new RegExp(KEY));

  // The stored key is not sent to another address.
  const other = { ...PROVIDER, version: versionOf(own, 'provider'), provider_key: '' };
  const moved = await post({ ...other, base_url: 'https://elsewhere.example/v1' });
  t.is(moved.status, 422);
  t.regex(field(moved.html, 'provider_key'), /aria-invalid="true"/);
  t.is((await post({ ...other, model: 'llama-4' })).status, 302);
  t.regex(await read(), /Stored encrypted/);

  // What the model is told is shown word for word.
  const prompt = { intent: 'prompt', knowledge: 'We close at <noon> on Fridays.' };
  t.is((await post({ ...prompt, version: versionOf(own, 'prompt') })).status, 302);
  t.regex(await read(), /<pre[^>]*>You are the assistant of Blossom[^]*?We close at &lt;noon&gt;/);

  t.is((await post({ intent: 'remove_provider' })).status, 302);
  t.regex(await read(), /this installation has no model/);
});

test('the page names the installation’s model and where it runs, and says what limits nothing', async (t) => {
  const services = await testServices(t);
  const pageOf = async (model: NonNullable<Services['model']>, host: string) => {
    const { url } = await servePages(t, { services: { ...services, model } });
    const headers = await memberOf(url);
    const html = await (await fetch(`${url}${PATH}`, { headers })).text();
    t.true(html.includes(`>${model.name}<`) && html.includes(`>${host}<`));
    return html;
  };
  const standIn = { name: 'stand-in', host: '127.0.0.1:9', standIn: true };
  const local = await pageOf(standIn, '127.0.0.1:9');
  t.regex(local, /This is a local stand-in/);
  t.notRegex(local, /limit nothing/);
  const ours = await pageOf({ name: 'llama-of-ours', host: 'models.example', standIn: false }, 'models.example'); // prettier-ignore
  t.notRegex(ours, /stand-in/);
  t.regex(ours, /Limits in US dollars limit nothing now/);
});
