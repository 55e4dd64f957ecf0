import test, { type ExecutionContext } from 'ava';
import { Client, Connection } from '@temporalio/client';
import type { Context, Services } from '#domain/context.ts';
import { freePort } from '../../bin/services/ports.ts';
import { beside } from '../_support/beside.ts';
import { found, person, type Canaries } from '../_support/canaries.ts';
import { leftOf } from '../_support/erasing.ts';
import { databaseRows, files, workflowHistories } from '../_support/everything-stored.ts';
import { processesOf } from '../_support/npm-start.ts';
import { startAssent, type Started } from '../_support/started.ts';
import { until } from '../_support/until.ts';

/*
 * Somebody nobody else resembles goes through everything Assent has, is erased while the worker is killed, and is then
 * looked for in everything that is stored, with every key there is.
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
  const texts = () => textsOf(twilioPort);

  // They are there to be found, so the search would find them.
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
  t.deepEqual(found(ann.canaries, await texts()), [], 'the provider has forgotten');
  t.true(found(ben.canaries, await texts()).length > 0);
  await gone(t, assent, mine);
  const certificate = await assent.call('GET', `${path}/certificate`);
  t.is(certificate.status, 200);
  t.deepEqual(found(ann.canaries, JSON.stringify(certificate.body)), []);
  t.deepEqual(await leftOf(services, ctx, ben.canaries), ofBen, 'the other person is as before');
  const { body: verified } = await assent.call('GET', '/audit/verify');
  t.true(verified.ok, JSON.stringify(verified));

  // A file brings nobody back, and keeps nothing of them.
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
    const inbox = `/dev/inbox?to=${encodeURIComponent(to)}`;
    const { body } = await assent.until(inbox, (a) => a.body.data?.length > after);
    return /\b\d{6,8}\b/.exec(body.data[0].text)?.[0] ?? '';
  };
  const tag = `tag-${secret.split(' ')[0]?.toLowerCase()}`;
  const { id } = await send('/contacts', { ...one, tags: [tag], fields: { note: secret } }, 201);

  for (const [channel, to] of [
    ['email', one.email],
    ['sms', one.phone],
  ] as const) {
    const before = (await assent.call('GET', `/dev/inbox?to=${encodeURIComponent(to)}`)).body.data
      .length;
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
    await assent.until(`/consents/${asked.id}`, ({ body }) => body.state === 'granted');
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
                body: `<p>${secret} <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>`,
              },
      },
      202,
    );
    await assent.until(`/messages/${message.id}`, ({ body }) =>
      ['sent', 'delivered'].includes(body.status),
    );
  }

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

async function upload(assent: Started, rows: string[], start = true): Promise<string> {
  const form = new FormData();
  const csv = `email,phone,name\n${rows.join('\n')}\n`;
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'people.csv');
  if (!start) form.set('start', 'false');
  const made = await assent.call('POST', '/contacts/imports', form);
  if (made.status !== 202) throw new Error(JSON.stringify(made.body));
  return made.body.id;
}

/** Looks in every row, sealed value, history, log and file. */
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

/** Temporal deletes by and by: after a moment none of these is known any more. */
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
