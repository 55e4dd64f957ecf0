import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import type { Answer } from '../_support/api.ts';
import { found, person, type Canaries } from '../_support/canaries.ts';
import { described } from '../_support/described.ts';
import { databaseRows, files, workflowHistories } from '../_support/everything-stored.ts';
import { startAssent, type Started } from '../_support/started.ts';

/*
 * Unique personal data goes through the real API, worker, Temporal and receivers, on success and failure paths. Then
 * everything stored is searched for it.
 */
type Item = { text: string; to: string };

test('personal data is nowhere in logs, workflow histories, files or the database', async (t) => {
  const assent = await startAssent(t);
  const canaries = await live(assent, (answer, statuses) =>
    t.true(statuses.includes(answer.status), JSON.stringify(answer)),
  );

  // What was sent did arrive outside, so the search works.
  const inbox = await readFile(join(assent.dataDir, 'inbox.sqlite'), 'latin1');
  const wal = await readFile(join(assent.dataDir, 'inbox.sqlite-wal'), 'latin1').catch(() => '');
  t.true(found(canaries, inbox + wal).length > 3);

  const seen: string[] = [];
  const ids: string[] = [];
  const search = async (stored: AsyncGenerator<{ where: string; text: string }>): Promise<void> => {
    for await (const { where, text } of stored) {
      seen.push(where);
      if (where.startsWith('payloads of ')) ids.push(text);
      t.deepEqual(found(canaries, text), [], where);
    }
  };
  await search(databaseRows(assent.databaseUrl));
  await search(workflowHistories(assent.temporalAddress, assent.masterKey));
  // The inbox is the outside world; demo.json holds the demo sign-in for the newcomer.
  await search(files(assent.dataDir, /^(inbox\.sqlite.*|demo\.json)$/));
  for (const place of ['table contacts', 'table auth."user"', 'file logs/api.log']) {
    t.true(seen.includes(place), `${place} was searched: ${seen.join(', ')}`);
  }
  t.true(seen.filter((where) => where.startsWith('history of ')).length >= 4);
  // The payloads were decrypted, not only seen from outside: our own ids are in them.
  t.true(ids.some((text) => text.includes(assent.organizationId)));
});

/**
 * Takes a person through every feature.
 * @returns values that must not be found
 */
async function live(
  assent: Started,
  expect: (answer: Answer, statuses: number[]) => void,
): Promise<Canaries> {
  const [ann, ben, eve] = [person('ann'), person('ben'), person('bounce')];
  const secret = person('secret').name;
  const operations = new Set((await described(assent.url)).map((op) => op.id));
  const send = async (path: string, body: unknown, ...statuses: number[]): Promise<Answer> => {
    const key = { 'idempotency-key': `canary-${Math.random()}` };
    const answer = await assent.call('POST', path, body, key);
    expect(answer, statuses);
    return answer;
  };
  const received = async (to: string): Promise<Item> => {
    const inbox = `/dev/inbox?to=${encodeURIComponent(to)}`;
    return (await assent.until(inbox, ({ body }) => body.data?.length > 0)).body.data[0];
  };

  const fields = { note: `likes ${secret}` };
  const contact = await send('/contacts', { ...ann, tags: ['canary'], fields }, 201);
  const id: string = contact.body.id;
  await send('/contacts', ann, 409);
  await send('/contacts', { ...ann, email: `${ann.email} ${secret}` }, 422);
  expect(await assent.call('PATCH', `/contacts/${id}`, { locale: 'de' }), [200]);
  for (const q of [ann.name, ann.email, ann.phone]) {
    expect(await assent.call('GET', `/contacts?reveal=true&q=${encodeURIComponent(q)}`), [200]);
    expect(await assent.call('GET', `/no/such/${encodeURIComponent(q)}?q=${q}`), [404]);
  }

  // A code by mail: a wrong one, the right one, a second use.
  const byMail = await send('/verifications', { channel: 'email', to: ann.email }, 202);
  const code = /\b\d{8}\b/.exec((await received(ann.email)).text)?.[0] ?? '';
  const check = `/verifications/${byMail.body.id}/check`;
  await send(check, { code: code.split('').toReversed().join('') }, 200, 422);
  await send(check, { code }, 200);
  await send(check, { code }, 409, 422, 200);
  await send('/verifications', { channel: 'sms', to: ben.phone }, 202, 422);
  await send('/verifications', { channel: 'sms', to: `${ben.phone}00000000` }, 422);

  // Consent with evidence, confirmed by the code that was sent.
  const optIn = await send(
    '/consents/opt-in',
    {
      contact_id: id,
      channel: 'email',
      purpose: 'marketing',
      source: 'web_form',
      wording: 'Yes, send me news.',
      evidence: { user_agent: `Browser ${secret}`, form_url: `https://x.example/?who=${secret}` },
    },
    202,
  );
  const proof = await assent.until(
    `/dev/inbox?to=${encodeURIComponent(ann.email)}`,
    ({ body }) => body.data?.length > 1,
  );
  const optInCode = /\b\d{8}\b/.exec(proof.body.data[0].text)?.[0] ?? '';
  await send(`/verifications/${optIn.body.verification_id}/check`, { code: optInCode }, 200);
  await assent.until(`/consents/${optIn.body.id}`, ({ body }) => body.state === 'granted');

  // Messages: one that goes, one to an address that bounces, one that waits for consent.
  const template = {
    subject: `For ${secret}`,
    body: `<p>Dear ${secret}, {{ variables.word }}</p>`,
  };
  const message = (more: object): object => ({
    channel: 'email',
    purpose: 'service',
    template,
    variables: { word: secret },
    ...more,
  });
  const sent = await send(
    '/messages/send_with_consent',
    message({ contact_id: id, purpose: 'marketing', template: promotional(secret) }),
    202,
  );
  await assent.until(`/messages/${sent.body.id}`, ({ body }) =>
    ['sent', 'delivered'].includes(body.status),
  );
  const asked = await send(
    '/messages/send_with_consent',
    message({
      email: ben.email,
      if_no_consent: 'request',
      purpose: 'marketing',
      template: promotional(secret),
    }),
    202,
  );
  await send('/messages/send_with_consent', message({ email: eve.email }), 202);
  await send('/verifications', { channel: 'email', to: eve.email }, 202);
  expect(await assent.call('GET', `/messages/${asked.body.id}?reveal=true`), [200]);

  // A campaign, its mail opened and clicked.
  const written = await send(
    '/templates',
    {
      name: 'Canary',
      channel: 'email',
      category: 'promotional',
      ...promotional('{{ contact.name }}'),
    },
    201,
  );
  const campaign = await send(
    '/campaigns',
    {
      name: 'Canary',
      channel: 'email',
      purpose: 'marketing',
      template_id: written.body.id,
      audience: { tags: ['canary'] },
    },
    201,
  );
  await send(`/campaigns/${campaign.body.id}/schedule`, {}, 200, 202);
  await assent.until(`/campaigns/${campaign.body.id}`, ({ body }) => body.status === 'sent');
  const mail = await assent.until(
    `/dev/inbox?channel=email&to=${encodeURIComponent(ann.email)}`,
    ({ body }) => body.data[0]?.subject?.includes(ann.name),
  );
  const links: string[] =
    mail.body.data[0].html.match(/https?:[^"'\s<>]+\/t\/[oc]\/[^"'\s<>]+/g) ?? [];
  for (const link of links) await fetch(link, { redirect: 'manual' });
  const progress = await assent.call('GET', `/campaigns/${campaign.body.id}/progress`);
  expect({ ...progress, status: progress.body.sent + progress.body.delivered }, [1]);

  await send(
    '/suppressions',
    { channel: 'email', address: ben.email, reason: 'admin', note: secret },
    201,
  );
  await assent.call('POST', '/dev/inbox/sms', { from: ann.phone, body: `STOP ${secret}` });
  await send(
    '/consents/opt-out',
    {
      contact_id: id,
      channel: 'email',
      wording: 'Please stop.',
      evidence: { ip: '203.0.113.7' },
    },
    202,
  );
  if (operations.has('imports.upload')) {
    const form = new FormData();
    const csv = `email,phone,name\n${ben.email},${ben.phone},${ben.name}\nbroken ${secret},x,${secret}\n`;
    form.set('file', new Blob([csv], { type: 'text/csv' }), `${secret}.csv`);
    const made = await assent.call('POST', '/contacts/imports', form);
    expect(made, [202]);
    await assent.until(`/contacts/imports/${made.body.id}`, ({ body }) =>
      ['completed', 'failed'].includes(body.status),
    );
  }
  await settle();
  return {
    'email of Ann': ann.email,
    'phone of Ann': ann.phone,
    'name of Ann': ann.name,
    'email of Ben': ben.email,
    'phone of Ben': ben.phone,
    'name of Ben': ben.name,
    'address that bounces': eve.email,
    'words of a message': secret,
    'code by mail': code,
    'code of an opt-in': optInCode,
  };
}

const promotional = (secret: string) => ({
  subject: `News for ${secret}`,
  body: `<p>News for ${secret}. <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>`,
});

/** Lets retries and late log lines of what was started come in. */
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 4_000));
