import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { memberOf } from '../_support/page-paths.ts';
import { servePages } from '../_support/web.ts';

const ID = '0199a1b2-0000-7000-8000-000000000000';

type Fields = Record<string, string>;
/**
 * What each page with an action sends about something that it names: by its address, or by a field. Those that name
 * nothing have none.
 */
const FORMS: Record<string, Fields[]> = {
  'assistant.$id': [{ intent: 'ask', content: 'Hello' }, { intent: 'stop', id: ID }, { intent: 'delete' }],
  'assistant.visitors.$id': [{ intent: 'delete' }],
  'campaigns.$id._index': [{ intent: 'pause' }, { intent: 'resume' }, { intent: 'send', version: '1' }, { intent: 'reschedule', at: '2040-01-01T10:00' }, { intent: 'unschedule' }, { intent: 'cancel' }],
  'campaigns.$id.audience': [{ intent: 'audience' }],
  'campaigns.$id.message': [{ intent: 'template', template_id: ID }, { intent: 'values' }],
  'campaigns.$id.replay': [{ intent: 'replay' }, { intent: 'stop', replay: ID }],
  'campaigns.$id.review': [{ intent: 'delete' }, { intent: 'send', version: '1' }, { intent: 'schedule', at: '2040-01-01T10:00' }, { intent: 'test' }],
  'campaigns.$id.setup': [{ intent: '', version: '1', name: 'a', channel: 'email', purpose: 'marketing', rate_per_sec: '' }],
  'campaigns.$id.why': [{ intent: 'find', address: 'nobody@example.com' }],
  'campaigns.new': [{ intent: '', name: 'a', channel: 'email', purpose: 'no_such_purpose', rate_per_sec: '' }],
  'contacts.$id._index': [
    { intent: 'ask', channel: 'email', purpose: 'marketing', source: 'verbal', wording: 'Yes' }, { intent: 'check-a', verification: ID, code: '123456' },
    { intent: 'resend-a', verification: ID }, { intent: 'out', channel: 'email', purpose: '', source: 'verbal' }, { intent: 'export' }, { intent: 'erase' }, { intent: 'delete' },
  ],
  'contacts.$id.edit': [{ intent: '', name: '', email: 'a@example.com', phone: '', tags: '', locale: '', time_zone: '' }],
  'contacts.imports.$id': [{ intent: 'cancel' }, { intent: 'read', encoding: '', delimiter: '' }, { intent: 'start', how: 'all' }],
  'forms.$id': [{ intent: 'archive' }],
  'holds.$id': [{ intent: '', reason: 'over' }],
  'holds.new': [{ intent: '', scope: 'contact', contact_id: ID, reason: 'a' }],
  organizations: [{ intent: 'switch', organization_id: ID }],
  'privacy.erasures.$id': [{ intent: 'erase', typed: 'ERASE' }],
  'privacy.exports.$id': [{ intent: 'revoke' }],
  'privacy.requests.$id': [{ intent: 'carry-out' }, { intent: 'refuse', reason: 'identity', note: '' }],
  'purposes.$id': [{ intent: 'wording', channel: 'email', language: 'en', text: 'Yes' }],
  'retention.$kind': [{ intent: '', keep_days: '9' }],
  'reviews.$id': [{ intent: '', decision: 'dismiss', reason: '' }],
  'reviews._index': [{ intent: 'decide-dismiss', id: ID, decision: 'dismiss', reason: '' }],
  'segments.$id': [{ intent: 'delete' }, { intent: 'save', name: 'a', match: 'all' }],
  'settings.account': [{ intent: 'end', id: ID }],
  'settings.invitations': [{ intent: 'resend', id: ID }, { intent: 'cancel', id: ID }],
  'settings.api-keys': [{ intent: 'delete', id: ID }],
  'settings.mail.$id': [{ intent: 'check' }, { intent: 'remove' }],
  'settings.members.$id': [{ intent: 'role', role: 'viewer' }, { intent: 'deactivate' }, { intent: 'reactivate' }, { intent: 'remove' }],
  'settings.prices': [{ intent: 'remove', id: ID }],
  'settings.quiet-hours': [{ intent: 'toggle', id: 'ZZ' }, { intent: 'remove-holiday', id: 'ZZ 2026-01-01' }, { intent: 'remove-cap', id: '0' }, { intent: 'remove-cap', id: 'sms 1 24 ' }],
  'settings.verification': [{ intent: 'lift_prefix', id: ID }, { intent: 'lift_lock', id: ID }],
  'suppressions.$id': [{ intent: '', reason: '' }],
  'suppressions.imports.$id': [{ intent: 'cancel' }],
  'templates.$id._index': [{ intent: 'test' }, { intent: 'drop' }, { intent: 'main' }, { intent: 'default' }, { intent: 'copy' }, { intent: 'archive' }, { intent: 'save', version: '1', name: 'a', channel: 'sms', category: 'transactional', body: 'a' }],
  'templates.$id.versions': [{ intent: 'restore' }],
  'verifications.$id': [{ intent: 'check-a', verification: ID, code: '123456' }, { intent: 'resend-a', verification: ID }, { intent: 'cancel' }],
}; // prettier-ignore

const named = (text: string): boolean =>
  /[{,]\s*params\s*[,}]|'(?:id|replay|verification)'/.test(text);

test('each page with an action that names something is asked about what is not there', async (t) => {
  const files = (await readdir('web/routes')).filter((file) => file.startsWith('_app.'));
  for (const file of files) {
    const text = await readFile(`web/routes/${file}`, 'utf8');
    const action = /export const action = act\b[\s\S]*?\n\}?\);/.exec(text)?.[0];
    const route = file.slice('_app.'.length, -'.tsx'.length);
    if (action && named(action)) t.true(route in FORMS, route);
  }
});

test('an act on something that is not there says so, in words, and nothing of being done', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  for (const [route, forms] of Object.entries(FORMS)) {
    const path = `/${route.replace('._index', '').replaceAll('.', '/').replaceAll(/\$\w+/g, ID)}`;
    for (const fields of forms) {
      const answer = await fetch(`${url}${path}?language=xx&version=99`, {
        method: 'POST', redirect: 'manual', headers: member, body: new URLSearchParams(fields),
      });
      const what = `${route} ${JSON.stringify(fields)} → ${answer.status} ${answer.headers.get('location')}`;
      t.true([404, 422].includes(answer.status), what);
      if (answer.status === 404) t.regex(await answer.text(), /not found|not there|no such|does not exist|no longer exists/i, what);
    }
  }
}); // prettier-ignore

test('a language that a template does not have is neither dropped nor made the main one', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  const json = { ...member, 'content-type': 'application/json' };
  const api = async (method: string, path: string, body?: object) =>
    (await fetch(`${url}/api/v1${path}`, { method, headers: json, ...(body ? { body: JSON.stringify(body) } : {}) })).json();
  const made = await api('POST', '/templates', { name: 'One', channel: 'sms', category: 'transactional', body: 'Hello' });
  for (const intent of ['drop', 'main']) {
    const answer = await fetch(`${url}/templates/${made.id}?language=xx`, {
      method: 'POST', redirect: 'manual', headers: member, body: new URLSearchParams({ intent }),
    });
    t.is(answer.status, 404);
    t.regex(await answer.text(), /This language no longer exists/);
  }
  const { version, language } = await api('GET', `/templates/${made.id}`);
  t.is(version, 1);
  t.is(language, made.language);
}); // prettier-ignore

test('a cap is removed by what it is, whatever went before', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  const json = { ...member, 'content-type': 'application/json' };
  const caps = [{ channel: 'sms', most: 1, hours: 24 }, { channel: 'email', most: 2, hours: 168 }];
  await fetch(`${url}/api/v1/frequency-caps`, { method: 'PUT', headers: json, body: JSON.stringify({ caps }) });
  const remove = (id: string) =>
    fetch(`${url}/settings/quiet-hours`, {
      method: 'POST', redirect: 'manual', headers: member, body: new URLSearchParams({ intent: 'remove-cap', id }),
    });
  t.is((await remove('sms 1 24 ')).status, 302);
  const twice = await remove('sms 1 24 ');
  t.is(twice.status, 404);
  t.is((await twice.text()).match(/>This cap no longer exists</g)?.length, 1);
  const left = await (await fetch(`${url}/api/v1/frequency-caps`, { headers: member })).json();
  t.deepEqual(left.caps.map(({ channel }: { channel: string }) => channel), ['email']);
}); // prettier-ignore

test('a public link that does not lead anywhere is a page for people and a problem for programs', async (t) => {
  const { url } = await servePages(t);
  const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  for (const path of ['/x/none', '/t/c/none', '/u/none', '/p/none', '/c/none', '/k/none', '/r/none', '/r/none/receipt.json', '/f/none/opt-in', '/f/none/news', '/f/none/opt-out', '/f/none/preferences']) {
    const seen = await fetch(`${url}${path}`, { headers: { accept: BROWSER } });
    t.is(seen.status, 404, path);
    t.regex(seen.headers.get('content-type') ?? '', /^text\/html/, path);
    t.regex(await seen.text(), /<h1/, path);
  }
  for (const path of ['/x/none', '/t/c/none']) {
    for (const accept of ['*/*', 'application/json']) {
      const told = await fetch(`${url}${path}`, { headers: { accept } });
      t.is(told.headers.get('content-type'), 'application/problem+json', path);
    }
  }
}); // prettier-ignore
