import type { ExecutionContext } from 'ava';
import type { Answer } from './api.ts';
import { person, type Canaries } from './canaries.ts';
import { hiddenOf, solved } from './visitor.ts';
import type { Started } from './started.ts';

export type Somebody = { id: string; canaries: Canaries; email: string; phone: string };

/** Whether an import has ended. */
export const isOver = ({ body }: { body: { status: string } }): boolean =>
  ['completed', 'failed'].includes(body.status);

/** Takes a new person through everything there is. */
export async function goThroughEverything(
  t: ExecutionContext,
  assent: Started,
  label: string,
): Promise<Somebody> {
  const one = person(label);
  const secret = person('secret').name;
  const send = async (path: string, body: unknown, ...statuses: number[]) => {
    const key = { 'idempotency-key': `erase-${Math.random()}` };
    const answer = await assent.call('POST', path, body, key);
    t.true(statuses.includes(answer.status), `${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const codeTo = async (to: string, after: number): Promise<string> => {
    // A confirmation may come between.
    const codeIn = (answer: Answer): string | undefined =>
      answer.body.data
        .slice(0, answer.body.data.length - after)
        .flatMap((mail: { text: string }) => CODE.exec(mail.text)?.[0] ?? [])[0];
    return codeIn(await assent.until(inboxAt(to), (answer) => codeIn(answer) !== undefined)) ?? '';
  };
  const tag = `tag-${secret.split(' ')[0]?.toLowerCase()}`;
  const { id } = await send('/contacts', { ...one, tags: [tag], fields: { note: secret } }, 201);

  const inboxOf = async (to: string): Promise<number> =>
    (await assent.call('GET', inboxAt(to))).body.data.length;
  const browser = { 'user-agent': `Browser ${secret}` };
  for (const [channel, to] of [
    ['email', one.email],
    ['sms', one.phone],
  ] as const) {
    const before = await inboxOf(to);
    if (channel === 'email') {
      await signUp(t, assent, { email: to, browser, code: () => codeTo(to, before) });
    } else {
      const asked = await send(
        '/consents/opt-in',
        {
          contact_id: id,
          channel,
          purpose: 'marketing',
          source: 'web_form',
          wording: 'Yes, send me news.',
          evidence: { user_agent: `Browser ${secret}`, ip: '203.0.113.7' },
        },
        202,
      );
      const code = await codeTo(to, before);
      await send(`/verifications/${asked.verification_id}/check`, { code }, 200);
    }
    await assent.until(
      `/consents?contact_id=${id}&channel=${channel}&purpose=marketing`,
      ({ body }) => body.data[0]?.state === 'granted',
    );
    const message = await send(
      '/messages/send_with_consent',
      {
        contact_id: id,
        channel,
        purpose: 'marketing',
        template:
          channel === 'sms'
            ? { body: `News for ${secret}. {{ opt_out }}` }
            : {
                subject: `News for ${secret}`,
                body: `<p>${secret} <a href="{{ preferences_url }}">Your choice</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>`,
              },
      },
      202,
    );
    await assent.until(`/messages/${message.id}`, ({ body }) =>
      ['sent', 'delivered'].includes(body.status),
    );
    // The code, the news, and the confirmation, which is slow: nothing for them is on its way any more.
    await assent.until(inboxAt(to), ({ body }) => body.data.length >= before + 3);
  }

  // Behind the link of that mail they ask for their data, and prove it with a code.
  const { html: news } = await mailAbout(assent, one.email, secret);
  const centre = /https?:[^"'\s<>]+\/p\/[\w-]+/.exec(news)?.[0] ?? '';
  const known = await inboxOf(one.email);
  const wish = await post(centre, { intent: 'privacy', kind: 'export', language: 'en' }, browser);
  const prove = new URL(wish, assent.url);
  const proven = await post(
    prove.href,
    {
      intent: 'check',
      id: prove.searchParams.get('id') ?? '',
      code: await codeTo(one.email, known),
    },
    browser,
  );
  t.regex(proven, /done=requested/);

  await assent.call('POST', '/dev/inbox/sms', {
    from: one.phone,
    body: `leave me alone ${secret}`,
  });
  const { body: open } = await assent.until(
    '/reviews?status=open',
    ({ body }) => body.data.length > 0,
  );
  await send(`/reviews/${open.data[0].id}/decide`, { decision: 'dismiss', reason: secret }, 200);

  const made = await upload(assent, [
    `${one.email},not a phone,${one.name}`,
    `broken @,,${one.name}`,
    `${one.email},${one.phone},${one.name}`,
  ]);
  await assent.until(`/contacts/imports/${made}`, isOver);
  await upload(assent, [`${one.email},${one.phone},${one.name}`], false);
  const copy = await send('/privacy/exports', { contact_id: id }, 202);
  await assent.until(`/privacy/exports/${copy.id}`, ({ body }) => body.status === 'ready');
  await send(
    '/suppressions',
    { channel: 'sms', address: one.phone, reason: 'admin', note: secret },
    201,
  );
  return { id, email: one.email, phone: one.phone, canaries: { ...one, secret, tag } };
}

const inboxAt = (to: string): string => `/dev/inbox?to=${encodeURIComponent(to)}`;

/** A code, not one of the many digits of a URL. */
const CODE = /(?<![\w/-])\d{6,8}(?![\w/-])/;

/** The newest mail with these words in its subject, once it is there. */
async function mailAbout(assent: Started, to: string, words: string): Promise<{ html: string }> {
  const find = ({ body }: Answer): { html: string } | undefined =>
    body.data.find((mail: { subject?: string }) => mail.subject?.includes(words));
  return (
    find(await assent.until(inboxAt(to), (answer) => find(answer) !== undefined)) ?? { html: '' }
  );
}

/** Fills in the public form, and what comes by mail. */
async function signUp(
  t: ExecutionContext,
  assent: Started,
  who: { email: string; browser: Record<string, string>; code: () => Promise<string> },
): Promise<void> {
  const { body: mine } = await assent.call('GET', '/forms');
  const form = new URL(new URL(mine.data[0].url).pathname, assent.url).href;
  const page = await (await fetch(`${form}?channel=email`, { headers: who.browser })).text();
  const hidden = hiddenOf(page);
  const fields = {
    ...hidden,
    altcha: await solved(hidden['ticket'] ?? ''),
    address: who.email,
    purposes: 'marketing',
  };
  const next = new URL(await post(form, fields, who.browser), assent.url);
  const check = {
    intent: 'check',
    id: next.searchParams.get('id') ?? '',
    channel: 'email',
    language: 'en',
    code: await who.code(),
  };
  t.regex(await post(next.href, check, who.browser), /step=done/);
}

/** Sends a form as a browser would. @returns where it leads */
async function post(
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string>,
): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  });
  if (answer.status >= 400) throw new Error(`${url} said ${answer.status}`);
  return answer.headers.get('location') ?? '';
}

/**
 * A campaign that was sent, opened and clicked, and one that waits for its hour.
 * @returns the one that waits
 */
export async function campaignTo(
  t: ExecutionContext,
  assent: Started,
  people: readonly Somebody[],
): Promise<{ later: string }> {
  const make = async (path: string, body: unknown): Promise<string> => {
    const made = await assent.call('POST', path, body);
    t.true(made.status < 300, `${path}: ${JSON.stringify(made.body)}`);
    return made.body.id;
  };
  const template_id = await make('/templates', {
    name: 'To all',
    channel: 'email',
    category: 'promotional',
    subject: 'For {{ contact.name }}',
    body: '<p>{{ contact.name }} <a href="https://shop.example/news">News</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>',
  });
  const audience = { contact_ids: people.map(({ id }) => id) };
  const plan = { channel: 'email', purpose: 'marketing', template_id, audience };
  const now = await make('/campaigns', { ...plan, name: 'Now' });
  const later = await make('/campaigns', { ...plan, name: 'Later' });
  const at = new Date(Date.now() + 30 * 24 * 3_600_000).toISOString();
  await assent.call('POST', `/campaigns/${later}/schedule`, { at });
  await assent.call('POST', `/campaigns/${now}/schedule`, {});
  await assent.until(`/campaigns/${now}`, ({ body }) => body.status === 'sent');
  for (const { email, canaries } of people) {
    const { html } = await mailAbout(assent, email, `For ${canaries['name']}`);
    const links = html.match(/https?:[^"'\s<>]+\/t\/[oc]\/[^"'\s<>]+/g) ?? [];
    t.is(links.length, 2, 'one to open, one to click');
    const headers = { 'user-agent': `Browser ${canaries['secret']}`, referer: `https://${email}/` };
    for (const link of links) await fetch(link, { redirect: 'manual', headers });
  }
  const { body: reached } = await assent.call('GET', `/campaigns/${now}/recipients`);
  for (const { id } of reached.data) {
    await assent.until(`/messages/${id}`, ({ body }) => {
      const types = body.events.map((event: { type: string }) => event.type);
      return types.includes('opened') && types.includes('clicked');
    });
  }
  t.is((await assent.call('GET', `/campaigns/${later}`)).body.status, 'scheduled');
  return { later };
}

/** Uploads a file of contacts. @returns the id of its import */
export async function upload(assent: Started, rows: string[], start = true): Promise<string> {
  const form = new FormData();
  const csv = `email,phone,name\n${rows.join('\n')}\n`;
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'people.csv');
  if (!start) form.set('start', 'false');
  const made = await assent.call('POST', '/contacts/imports', form);
  if (made.status !== 202) throw new Error(JSON.stringify(made.body));
  return made.body.id;
}
