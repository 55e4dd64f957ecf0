import test, { type ExecutionContext } from 'ava';
import { Client, Connection } from '@temporalio/client';
import type { Context, Services } from '#domain/context.ts';
import { freePort } from '../../bin/services/ports.ts';
import type { Answer } from '../_support/api.ts';
import { beside } from '../_support/beside.ts';
import { found, person, type Canaries } from '../_support/canaries.ts';
import { leftOf } from '../_support/erasing.ts';
import { databaseRows, files, workflowHistories } from '../_support/everything-stored.ts';
import { processesOf } from '../_support/npm-start.ts';
import { hiddenOf, solved } from '../_support/visitor.ts';
import { startAssent, type Started } from '../_support/started.ts';
import { until } from '../_support/until.ts';

/*
 * A person with unique data goes through every feature of Assent and is erased while the worker is killed. Then
 * everything stored is searched for them, with every key there is.
 */
const SID = 'AC00000000000000000000000000000000';
const TOKEN = 'local-development-token';

type Somebody = { id: string; canaries: Canaries; email: string; phone: string };

test('an erased person is found nowhere, whoever has the keys; the seals hold; another is untouched', async (t) => {
  const twilioPort = String(await freePort());
  const assent = await startAssent(t, { RECEIVERS_TWILIO_PORT: twilioPort });
  const { services, ctx } = beside(t, assent);
  await assent.call('PATCH', '/verification-settings', { countries: ['US', 'DE'] });
  const ann = await live(t, assent, 'ann');
  const ben = await live(t, assent, 'ben');
  const campaigns = await campaign(t, assent, [ann, ben]);
  const texts = () => textsOf(twilioPort);

  // The data is there before, so the search works.
  t.true((await leftOf(services, ctx, ann.canaries)).length > 12);
  t.true(found(ann.canaries, await texts()).length > 0);
  const ofBen = await leftOf(services, ctx, ben.canaries);
  const mine = await workflowsOf(services, ctx, ann.id);
  t.true(mine.length > 3);

  const asked = await assent.call('POST', '/privacy/erasures', { contact_id: ann.id });
  t.is(asked.status, 202, JSON.stringify(asked.body));
  const path = `/privacy/erasures/${asked.body.id}`;
  const workers = (await processesOf(assent.dataDir)).filter((p) => /worker\/main/.test(p.command));
  await assent.until(path, ({ body }) => body.status !== 'pending');
  process.kill(workers[0]?.pid ?? 0, 'SIGKILL');
  const { body: done } = await assent.until(path, ({ body }) => body.status === 'completed');
  t.is(done.counts.contacts, 1);
  const { body: lines } = await assent.call(
    'GET',
    `/audit?entity_type=erasure&entity_id=${done.id}`,
  );
  const ended = lines.data.filter((row: { action: string }) => row.action === 'erasure.completed');
  t.is(ended.length, 1, 'it ended once');

  await nowhere(t, assent, services, ctx, ann.canaries);
  const left = await assent.call('GET', `/campaigns/${campaigns.later}/audience`);
  t.is(left.body.total, 1, 'the campaign that is still to be sent does not count on her');
  const { body: requests } = await assent.call('GET', '/privacy/requests?status=open');
  t.deepEqual(
    requests.data.map((one: { contact_id: string }) => one.contact_id),
    [ben.id],
  );
  t.deepEqual(found(ann.canaries, await texts()), [], 'the provider has forgotten');
  t.true(found(ben.canaries, await texts()).length > 0);
  await gone(t, assent, mine);
  const certificate = await assent.call('GET', `${path}/certificate`);
  t.is(certificate.status, 200);
  t.deepEqual(found(ann.canaries, JSON.stringify(certificate.body)), []);
  t.deepEqual(await leftOf(services, ctx, ben.canaries), ofBen, 'the other person is as before');
  const { body: verified } = await assent.call('GET', '/audit/verify');
  t.true(verified.ok, JSON.stringify(verified));

  // An import does not bring the person back, and stores nothing of them.
  const again = await upload(assent, [`${ann.email},${ann.phone},${ann.canaries['name']}`]);
  const { body: report } = await assent.until(`/contacts/imports/${again}`, isOver);
  t.is(report.created + report.updated, 0);
  t.regex(report.errors[0].message, /was erased/);
  await nowhere(t, assent, services, ctx, ann.canaries);
});

const isOver = ({ body }: { body: { status: string } }): boolean =>
  ['completed', 'failed'].includes(body.status);

/** Everything a person can go through. */
async function live(t: ExecutionContext, assent: Started, label: string): Promise<Somebody> {
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
async function campaign(
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

async function upload(assent: Started, rows: string[], start = true): Promise<string> {
  const form = new FormData();
  const csv = `email,phone,name\n${rows.join('\n')}\n`;
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'people.csv');
  if (!start) form.set('start', 'false');
  const made = await assent.call('POST', '/contacts/imports', form);
  if (made.status !== 202) throw new Error(JSON.stringify(made.body));
  return made.body.id;
}

/** Searches every row, encrypted value, history, log and file. */
async function nowhere(
  t: ExecutionContext,
  assent: Started,
  services: Services,
  ctx: Context,
  who: Canaries,
): Promise<void> {
  t.deepEqual(await leftOf(services, ctx, who), [], 'sealed values');
  const search = async (stored: AsyncGenerator<{ where: string; text: string }>): Promise<void> => {
    for await (const { where, text } of stored) t.deepEqual(found(who, text), [], where);
  };
  await search(databaseRows(assent.databaseUrl));
  await search(workflowHistories(assent.temporalAddress, assent.masterKey));
  // The inbox is the outside world; demo.json holds the demo sign-in for the newcomer.
  await search(files(assent.dataDir, /^(inbox\.sqlite.*|demo\.json)$/));
}

/** What the local Twilio still has, as its API lists it. */
async function textsOf(port: string): Promise<string> {
  const answer = await fetch(
    `http://127.0.0.1:${port}/2010-04-01/Accounts/${SID}/Messages.json?PageSize=1000`,
    { headers: { authorization: `Basic ${Buffer.from(`${SID}:${TOKEN}`).toString('base64')}` } },
  );
  if (!answer.ok) throw new Error(`the local Twilio said ${answer.status}`);
  return answer.text();
}

/** The processes that were about somebody, by the ledger. */
const workflowsOf = (services: Services, ctx: Context, contactId: string): Promise<string[]> =>
  services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(
      `select workflow_id as id from verifications where contact_id = :contact
       union select workflow_id from consent_reviews where contact_id = :contact
       union select workflow_id from privacy_exports where contact_id = :contact`,
      { contact: contactId },
    );
    return rows.map((row) => row.id);
  });

/** Temporal deletes asynchronously: after a moment none of these is known any more. */
async function gone(t: ExecutionContext, assent: Started, ids: readonly string[]): Promise<void> {
  const connection = await Connection.connect({ address: assent.temporalAddress });
  try {
    const client = new Client({ connection });
    await until(async () => {
      for await (const { workflowId } of client.workflow.list()) {
        if (ids.includes(workflowId)) return false;
      }
      return true;
    });
    t.pass();
  } finally {
    await connection.close();
  }
}
