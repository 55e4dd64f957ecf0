import { get } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { tracking } from '#api/tracking.ts';
import { readConsent } from '../_support/read-consent.ts';
import { messageLinks } from '#domain/signed-links/links.ts';
import { describeUnsubscribe } from '#domain/unsubscribe/unsubscribe.ts';
import { createLogger } from '#lib/logger.ts';
import { testApi } from '../_support/api.ts';
import { grantConsent, type Person } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { newId } from '#lib/ids.ts';

const amina: Person = { channel: 'email', address: 'amina@example.com', purpose: 'marketing' };
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** fetch sets headers that identify a browser; this sends only the given headers. */
const visit = (url: string, headers: Record<string, string>): Promise<[number, string | null]> =>
  new Promise((done, fail) => {
    get(url, { headers, agent: false }, (answer) => {
      answer.resume();
      done([answer.statusCode ?? 0, answer.headers.location ?? null]);
    }).on('error', fail);
  });
const PERSON = { 'user-agent': BROWSER, 'sec-fetch-mode': 'navigate', 'sec-fetch-user': '?1' };

const nothing = async (): Promise<void> => undefined;
const forge = (link: string): string => link.slice(0, -3) + (link.endsWith('AAA') ? 'BBB' : 'AAA');

/** One message that was sent a minute ago, and its links on a running API. */
async function setUp(t: ExecutionContext) {
  let close = nothing;
  const api = await testApi(t, {
    routers: (services) => {
      const made = tracking(services, createLogger('test', 'silent'));
      close = made.close;
      return [made.router];
    },
  });
  const { context } = await api.tenant();
  const { services, url } = api;
  await grantConsent(services, context, amina);
  const { id: messageId } = await sendTo(services, context, amina);
  await services.db.withTenant(context, (trx) =>
    trx.raw(`update messages set status = 'sent', sent_at = now() - interval '1 minute'`),
  );
  const keys = await services.keyring.keys(context);
  const message = { tenantId: context.tenantId, messageId };
  return {
    services,
    context,
    unsubscribe: messageLinks(url, keys, message).unsubscribe(),
    open: messageLinks(url, keys, message).open(),
    click: (target: string) => messageLinks(url, keys, message).click(target),
    state: () => readConsent(services, context, amina),
    /** Everything recorded, after an orderly end. */
    events: async (): Promise<{ type: string; detail: Record<string, unknown> | null }[]> => {
      await close();
      return services.db.withTenant(context, (trx) =>
        trx('message_events')
          .whereIn('type', ['opened', 'clicked', 'unsubscribed'])
          .orderBy('recorded_at')
          .select('type', 'detail'),
      );
    },
  };
}

const ONE_CLICK = 'List-Unsubscribe=One-Click';
const multipart = (): FormData => {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  return form;
};

for (const [name, body] of [
  ['as a form', new URLSearchParams(ONE_CLICK)],
  ['as multipart', multipart()],
] as const) {
  test(`one-click ${name}: out at once, without cookies or redirect, and again without harm`, async (t) => {
    const { unsubscribe, state, events } = await setUp(t);
    for (let times = 0; times < 2; times++) {
      const answer = await fetch(unsubscribe, { method: 'POST', body, redirect: 'manual' });
      t.is(answer.status, 200);
      t.regex(answer.headers.get('content-type') ?? '', /^text\/plain/);
      t.is(answer.headers.get('set-cookie'), null);
      t.is(await state(), 'withdrawn');
    }
    t.deepEqual(await events(), [{ type: 'unsubscribed', detail: { source: 'one_click' } }]);
  });
}

test('one-click with a query somebody has added is no redirect either', async (t) => {
  const { unsubscribe, state } = await setUp(t);
  for (const query of ['?utm_source=mail', '?confirm', '?confirm=1', '?']) {
    const body = new URLSearchParams(ONE_CLICK);
    const answer = await fetch(`${unsubscribe}${query}`, { method: 'POST', body, redirect: 'manual' }); // prettier-ignore
    t.is(answer.status, 200, query);
    t.is(await state(), 'withdrawn');
  }
});

test('looking at the link changes nothing; the page learns what it is about, masked', async (t) => {
  const { services, unsubscribe, state } = await setUp(t);
  await fetch(unsubscribe, { redirect: 'manual' });
  t.is(await state(), 'granted');
  const token = new URL(unsubscribe).pathname.slice('/u/'.length);
  t.like(await describeUnsubscribe(services, token, () => 'en'), {
    purpose: 'News and offers',
    channel: 'email',
    to: 'a•••@example.com',
    subscribed: true,
  });
  await fetch(unsubscribe, { method: 'POST', body: new URLSearchParams(ONE_CLICK) });
  t.like(await describeUnsubscribe(services, token, () => 'en'), { subscribed: false });
});

test('a link that was changed unsubscribes nobody and leads nowhere', async (t) => {
  const { unsubscribe, click, state, events } = await setUp(t);
  const body = new URLSearchParams(ONE_CLICK);
  t.is((await fetch(forge(unsubscribe), { method: 'POST', body })).status, 404);
  t.is((await fetch(forge(click('https://example.com/')), { redirect: 'manual' })).status, 404);
  const other = click('https://example.com/').replace('/t/c/', '/u/');
  t.is((await fetch(other, { method: 'POST', body })).status, 404, 'a link of another kind');
  t.is(await state(), 'granted');
  t.deepEqual(await events(), []);
});

test('a click leads to the signed address only, with what was added on the way', async (t) => {
  const { click, events } = await setUp(t);
  const go = (target: string, added = '', headers: Record<string, string> = {}) =>
    visit(click(target) + added, { 'user-agent': BROWSER, ...headers });
  const target = 'https://example.com/path?utm_source=mail&q=%20a+b#part';
  t.deepEqual(await go(target, '', PERSON), [302, target]);
  const [, merged] = await go('https://example.com/?a=1', '?a=2&utm_medium=email');
  t.is(merged, 'https://example.com/?a=1&utm_medium=email');
  const beyond = 'https://example.com/' + 'a'.repeat(4000);
  t.deepEqual(await go(beyond), [302, beyond], 'a long one');
  t.deepEqual(await go('https://example.com/товар'), [302, 'https://example.com/%D1%82%D0%BE%D0%B2%D0%B0%D1%80']); // prettier-ignore
  t.deepEqual(await go('javascript:alert(1)'), [404, null]);
  t.deepEqual(await go('//evil.example'), [404, null]);
  t.deepEqual(
    (await events()).map(({ type, detail }) => [type, detail?.['by'], detail?.['link']]),
    [
      ['clicked', 'human', 'https://example.com/path'],
      ['clicked', 'unknown', 'https://example.com/'],
      ['clicked', 'unknown', beyond.slice(0, 2000)],
      ['clicked', 'unknown', 'https://example.com/%D1%82%D0%BE%D0%B2%D0%B0%D1%80'],
    ],
  );
});

test('an opening is a pixel, never cached; machines are told apart as far as one can', async (t) => {
  const { open, events } = await setUp(t);
  const agents = [
    'Mozilla/5.0',
    '',
    BROWSER,
    'Mozilla/5.0 (via ggpht.com GoogleImageProxy)',
    'curl/8',
  ];
  for (const agent of agents) {
    const answer = await fetch(open, { headers: { 'user-agent': agent } });
    t.is(answer.status, 200);
    t.is(answer.headers.get('content-type'), 'image/gif');
    t.regex(answer.headers.get('cache-control') ?? '', /no-store/);
    t.true((await answer.arrayBuffer()).byteLength < 60);
  }
  const forged = await fetch(forge(open));
  t.is(forged.headers.get('content-type'), 'image/gif');
  t.deepEqual(
    (await events()).map(({ detail }) => detail?.['by']),
    ['machine', 'machine', 'human', 'unknown', 'machine'],
  );
});

test('whoever follows a link in the second it was sent is a scanner', async (t) => {
  const { services, context, click, events } = await setUp(t);
  await services.db.withTenant(context, (trx) => trx('messages').update({ sent_at: trx.fn.now() }));
  await visit(click('https://example.com/'), PERSON);
  await events();
  const told = await services.db.withTenant(context, (trx) =>
    trx('messages').first('opened_by', 'clicked_by'),
  );
  t.deepEqual(told, { opened_by: null, clicked_by: 'machine' });
});

test('a link of a message that is gone opens nothing and breaks nothing', async (t) => {
  const { services, context, events } = await setUp(t);
  const keys = await services.keyring.keys(context);
  const gone = { tenantId: context.tenantId, messageId: newId() };
  t.is(
    await describeUnsubscribe(
      services,
      messageLinks('', keys, gone).unsubscribe().slice(3),
      () => 'en',
    ),
    null,
  );
  t.deepEqual(await events(), []);
});
