import test from 'ava';
import { z } from 'zod';
import { systemContext } from '#domain/context.ts';
import { tenantId } from '#lib/ids.ts';
import { memberOf, pagePaths } from '../_support/page-paths.ts';
import { visitor } from '../_support/visitor.ts';
import { servePages } from '../_support/web.ts';

/*
 * An absent field is not an emptied one, and a form that a page does not have does nothing on it.
 */
const FOREIGN = ['', 'intent=', 'intent=constructor'];
/** Answers a page's script and changes nothing. */
const isPreview = (path: string): boolean => /\/(?:preview|quiet|suggest)$/.test(path);
/** Kept by `organizations/me`, or by operations of their own. */
const SETTINGS = ['organizations/me', 'verification-settings', 'quiet-hours', 'consent-settings'];
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

test('an empty form, or one of elsewhere, is refused by every page and changes nothing', async (t) => {
  const { url, services } = await servePages(t);
  const member = await memberOf(url);
  const call = async (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { ...member, ...init.headers },
    });
  const post = (path: string, body: string) => call(path, { method: 'POST', headers: FORM, body });
  const me = z
    .object({ id: z.uuid() })
    .parse(await (await call('/api/v1/organizations/me')).json());
  const context = systemContext(tenantId(me.id), 'test');
  const sender = new URLSearchParams({
    intent: 'sender', 'sender.name': 'The Shop', 'sender.email': '', 'sender.reply_to': 'a@example.com', logo_url: '',
  }); // prettier-ignore
  t.is((await post('/settings/mail', sender.toString())).headers.get('location'), '/settings/mail?done=saved'); // prettier-ignore
  const kept = async (): Promise<unknown> => ({
    settings: await Promise.all(SETTINGS.map(async (of) => (await call(`/api/v1/${of}`)).text())),
    rows: await services.db.withTenant(context, (trx) => trx('audit_log').count()),
  });
  const before = await kept();
  const bad: string[] = [];
  let acting = 0;
  for (const path of await pagePaths()) {
    if (path === '/sign-out') continue;
    for (const body of FOREIGN) {
      const { status, headers } = await post(path, body);
      // Who is signed in already is led home.
      if (/^\/sign-(?:in|up|in\/code)$/.test(path) && headers.get('location') === '/') continue;
      // A page of a link that is dead leads back to itself, and says so.
      if (headers.get('location') === path) continue;
      if (status === 405) break;
      if (status === 422) acting += 1;
      if (status < 400 && !isPreview(path)) bad.push(`${path} with "${body}": ${status}`);
      if (status >= 500) bad.push(`${path} with "${body}": ${status}`);
    }
  }
  t.deepEqual(bad, []);
  t.true(acting > 45 * FOREIGN.length, `${acting}`);
  t.deepEqual(await kept(), before);
});

test('what is not there is named; a choice that is none does nothing', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  const post = async (path: string, fields: Record<string, string>) => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: member,
      body: new URLSearchParams(fields),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const partial = await post('/settings/mail', { intent: 'sender', 'sender.name': 'The Shop' });
  t.is(partial.status, 422);
  t.regex(partial.text, /Sender, reply to: (<!-- -->)?is missing/);
  const foreign = await post('/settings/mail', { intent: 'constructor' });
  t.is(foreign.status, 422);
  t.regex(foreign.text, /This form does not belong to this page/);
  for (const kind of ['constructor', '', 'master']) {
    t.is((await post('/settings/keys', { intent: 'rotate-data', kind })).status, 422, kind);
  }
  t.is(
    (await post('/reviews', { intent: 'decide-dismiss', id: 'x', decision: 'maybe', reason: '' }))
      .status,
    422,
  );
});

test('a sign-up form with the name of another one is refused', async (t) => {
  const web = await visitor(t);
  for (const path of ['opt-in', 'opt-out', 'preferences']) {
    const answer = await web.post(`${web.base}/${path}`, {
      intent: 'constructor',
      channel: 'email',
      address: 'a@example.com',
    });
    t.is(answer.status, 422, path);
    t.regex(answer.text, /<html/, path);
  }
});
