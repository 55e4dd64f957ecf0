import { inspect, isDeepStrictEqual } from 'node:util';
import test from 'ava';
import type { Page } from 'playwright-core';
import {
  fieldsOf,
  fillAll,
  press,
  scriptHasCome,
  tickTheLast,
  withoutItsScript,
  writeOtherwise,
} from '../_support/early-typing.ts';
import { fixtures } from '../_support/fixtures.ts';
import { pageRoutes } from '../_support/page-paths.ts';
import type { Call } from '../_support/request.ts';
import { webTest } from '../_support/web.ts';

/*
 * People do not wait for a page's script: values entered before it loads must stay when it loads, stay when something
 * else is entered then, and be sent by the page's button. On every page that has a field.
 */

/** What an id in the path of a page is of, where the API calls it otherwise. */
const OF = new Map([
  ['settings/members', 'users'],
  ['assistant', 'assistant/conversations'],
  ['holds', 'legal-holds'],
  ['settings/mail', 'sending-domains'],
  ['retention/runs', 'retention-runs'],
]);

/** A page for visitors has no script of ours that could come too late, or what comes after these has no field. */
const LEFT_OUT =
  /^\/(\$|[cfkpruw]\/|sign-out|no-organization|invitations\/accept|reset-password|retention\/\$kind|.*(preview|find|suggest)$)/;

const callAs =
  (page: Page, origin: string): Call =>
  async (method, path, data, headers) => {
    const answer = await page.request.fetch(`/api/v1${path}`, {
      method,
      headers: { origin, ...headers },
      ...(data instanceof FormData ? { multipart: data } : { data }),
    });
    return {
      status: answer.status(),
      body: await answer.json().catch(() => null),
      headers: new Headers(answer.headers()),
    };
  };

/**
 * Fills a page before its script loads, lets it load, and submits it.
 * @param lost called with what is wrong
 * @returns the number of fields by kind
 */
async function enterEarly(page: Page, path: string, lost: (what: string) => void) {
  const compare = (when: string, is: unknown, was: unknown): void => {
    if (!isDeepStrictEqual(is, was)) lost(`${path}, ${when}: ${inspect(is)} was ${inspect(was)}`);
  };
  const letIt = await withoutItsScript(page, path);
  const filled = await fillAll(page);
  if (!Object.keys(filled).length) return filled;
  const before = await fieldsOf(page);
  // What a page saves by itself may bring more fields.
  const those = async (): Promise<string[]> => (await fieldsOf(page)).slice(0, before.length);
  letIt();
  await scriptHasCome(page);
  compare('when the script came', await those(), before);
  const expected = await tickTheLast(page, before);
  compare('when one more box was ticked', await those(), expected);
  const pressed = await press(page);
  compare('when its button was pressed', pressed?.sent, pressed?.stood);
  return filled;
}

test('what is entered on a page before its script has come stays, and is what is sent', async (t) => {
  const web = await webTest(t);
  const owner = await web.signedIn();
  const made = fixtures(callAs(owner, web.url));
  const kinds: Record<string, number> = {};
  const lost: string[] = [];
  const storageState = await owner.context().storageState();
  for (const route of await pageRoutes()) {
    if (LEFT_OUT.test(route)) continue;
    const of = /^\/(.+?)\/\$/.exec(route)?.[1];
    const id = of ? await made.id(OF.get(of) ?? of) : '';
    const path = route.replace(/\$\w+/, id);
    const page = await web.open(route.startsWith('/sign-') ? {} : { storageState });
    // All of them, not the first.
    page.removeAllListeners('pageerror');
    page.on('pageerror', ({ message }) => lost.push(`${path} threw: ${message}`));
    await writeOtherwise(page);
    const filled = await enterEarly(page, path, (what) => lost.push(what));

    for (const [kind, count] of Object.entries(filled)) kinds[kind] = (kinds[kind] ?? 0) + count;
    await page.context().close();
  }
  t.deepEqual(lost, []);
  const all = ['checkbox', 'color', 'date', 'email', 'file', 'password', 'radio', 'select', 'text', 'textarea', 'url']; // prettier-ignore
  t.deepEqual(
    all.filter((kind) => !kinds[kind]),
    [],
  );
});
