import test from 'ava';
import { memberOf } from '../_support/page-paths.ts';
import { assistantWorker } from '../_support/running-assistant.ts';
import { until } from '../_support/until.ts';
import { servePages } from '../_support/web.ts';

/** Streams and buttons are in assistant-chat.long.test.ts. */

const none = { tokens: null, cost: null };
const UP = {
  soft: none, hard: { tokens: 300, cost: null }, per_user: none, per_conversation: none, max_answer_tokens: 300,
}; // prettier-ignore

test('without a script a question is answered; a limit that is used up is said in a friendly way', async (t) => {
  const { processes, run } = assistantWorker(t);
  const { url, services } = await servePages(t, { processes });
  await run(services);
  const member = await memberOf(url);
  const read = async (path: string) => (await fetch(url + path, { headers: member })).text();
  const ask = async (path: string, content: string) => {
    const response = await fetch(url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: member,
      body: new URLSearchParams({ intent: 'ask', content }),
    });
    const html = await response.text();
    return { status: response.status, html, to: response.headers.get('location') ?? '' };
  };

  const empty = await ask('/assistant?index', ' ');
  t.is(empty.status, 422);
  t.regex(empty.html, /Must not be empty/);
  t.regex(empty.html, /No conversation yet/);

  const { status, to } = await ask('/assistant?index', 'Hello <b>there</b>');
  t.is(status, 302);
  t.regex(to, /^\/assistant\/[0-9a-f-]{36}$/);
  // The page loads itself again until the answer is there.
  let answered = '';
  await until(async () => {
    answered = await read(to);
    return !/http-equiv="refresh"/i.test(answered);
  });
  t.regex(answered, /I am a stand-in/);
  t.regex(answered, /[\d,]+ tokens/);
  t.notRegex(answered, /<b>there/);

  const put = async (quota: object): Promise<void> => {
    const { status } = await fetch(`${url}/api/v1/assistant/quota`, {
      method: 'PUT',
      headers: { ...member, 'content-type': 'application/json' },
      body: JSON.stringify(quota),
    });
    t.is(status, 200);
  };
  await put(UP);
  t.is((await ask(to, 'And now?')).status, 302);
  await until(async () => /The organization’s limit is reached/.test(await read(to)));
  const full = await read(to);
  t.regex(full, /It begins again on[^]*?\w+ 1, UTC/);
  // An owner is not told to ask an owner.
  t.regex(full, /Raise the limit in the [^]*?href="\/settings\/assistant"/);
  t.notRegex(full, /Ask an owner/);
  t.regex(await read('/assistant'), /The organization’s limit is reached/);

  // Only this conversation is full: another one helps.
  await put({ ...UP, hard: none, per_conversation: { tokens: 300, cost: null } });
  t.is((await ask(to, 'And then?')).status, 302);
  await until(async () => /This conversation is full/.test(await read(to)));
  t.regex(await read(to), /href="\/assistant"[^>]*>Begin a new conversation/);
  t.notRegex(await read('/assistant'), /limit is reached/);
  // Nobody waits for a limit of 0.
  await put({ ...UP, hard: { tokens: 0, cost: null } });
  t.regex(await read('/assistant'), /The assistant is switched off/);

  // Nobody else has it.
  const other = await fetch(url + to, { headers: await memberOf(url) });
  t.is(other.status, 404);
});
