import test, { type ExecutionContext } from 'ava';
import { Client, Connection } from '@temporalio/client';
import type { Context, Services } from '#domain/context.ts';
import { freePort } from '../../bin/services/ports.ts';
import { beside } from '../_support/beside.ts';
import { found, type Canaries } from '../_support/canaries.ts';
import { leftOf } from '../_support/erasing.ts';
import { databaseRows, files, workflowHistories } from '../_support/everything-stored.ts';
import { processesOf } from '../_support/npm-start.ts';
import { startAssent, type Started } from '../_support/started.ts';
import { until } from '../_support/until.ts';
import { campaignTo, goThroughEverything, isOver, upload } from '../_support/through-everything.ts';

/*
 * A person with unique data goes through every feature of Assent and is erased while the worker is killed. Then
 * everything stored is searched for them, with every key there is.
 */
const SID = 'AC00000000000000000000000000000000';
const TOKEN = 'local-development-token';

test('an erased person is found nowhere, whoever has the keys; the seals hold; another is untouched', async (t) => {
  const twilioPort = String(await freePort());
  const assent = await startAssent(t, { RECEIVERS_TWILIO_PORT: twilioPort });
  const { services, ctx } = beside(t, assent);
  await assent.call('PATCH', '/verification-settings', { countries: ['US', 'DE'] });
  const ann = await goThroughEverything(t, assent, 'ann');
  const ben = await goThroughEverything(t, assent, 'ben');
  const campaigns = await campaignTo(t, assent, [ann, ben]);
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
