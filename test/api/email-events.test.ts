import test from 'ava';
import { newId } from '#lib/ids.ts';
import { grantConsent } from '../_support/consent.ts';
import { mailed, reader, tokenOf } from '../_support/mail.ts';
import {
  bounce,
  complaint,
  daysAgo,
  delivery,
  gate,
  OTHER_TOPIC,
  said,
  setUp,
  statusOf,
} from '../_support/email-events.ts';

test('a mail is found by its tag, by our header and by the sender of its envelope', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  for (const by of ['tag', 'header', 'source'] as const) {
    const who = reader();
    const id = await mailed(api.services, tenant.context, who);
    const token = await tokenOf(api.services, tenant.context, id);
    await api.post(api.aws.notice(bounce(token, [who.address], {}, by)));
    t.is(await statusOf(tenant, id), 'bounced', by);
  }
});

test('no order: a bounce follows a delivery, a late delivery changes nothing, a complaint ends it', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const who = reader();
  const id = await mailed(api.services, tenant.context, who);
  const token = await tokenOf(api.services, tenant.context, id);
  const steps: [object, string][] = [
    [delivery(token, [who.address]), 'delivered'],
    [bounce(token, [who.address], { bounceType: 'Transient', bounceSubType: 'MailboxFull' }), 'bounced'],
    [delivery(token, [who.address]), 'bounced'],
    [complaint(token, [who.address]), 'complained'],
    [bounce(token, [who.address]), 'complained'],
  ]; // prettier-ignore
  for (const [event, status] of steps) {
    t.is(await api.post(api.aws.notice(event)), 204);
    t.is(await statusOf(tenant, id), status);
  }
});

test('a complaint withdraws all marketing and blocks the address; "not spam" is none', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  await tenant.call('POST', '/purposes', { key: 'offers', name: 'Offers', category: 'marketing' });
  const [angry, happy] = [reader(), reader()];
  const id = await mailed(api.services, tenant.context, angry);
  for (const purpose of ['offers', 'service']) {
    await grantConsent(api.services, tenant.context, { ...angry, purpose });
  }
  const token = await tokenOf(api.services, tenant.context, id);
  await api.post(api.aws.notice(complaint(token, [angry.address])));
  const { data } = (await tenant.call('GET', '/consents')).body;
  const states = Object.fromEntries(data.map((c: { purpose: string; state: string }) => [c.purpose, c.state])); // prettier-ignore
  t.deepEqual(states, { marketing: 'withdrawn', offers: 'withdrawn', service: 'granted' });
  t.is(await gate(api, tenant, { ...angry, purpose: 'service' }), 'suppressed_complaint');
  const marketing = data.find((c: { purpose: string }) => c.purpose === 'marketing');
  t.is(marketing.source, 'complaint');
  const history = await tenant.call('GET', `/consents/${marketing.id}/history?reveal=true`);
  const event = history.body.data.at(-1);
  t.like(event, { source: 'complaint', actor: { type: 'provider', id: 'ses' } });
  t.like(event.evidence.other, { message_id: id, code: 'abuse' });

  const kind = await mailed(api.services, tenant.context, happy);
  const other = await tokenOf(api.services, tenant.context, kind);
  for (const type of ['not-spam', 'auth-failure', 'virus']) {
    await api.post(api.aws.notice(complaint(other, [happy.address], { complaintFeedbackType: type }))); // prettier-ignore
  }
  t.is(await gate(api, tenant, happy), 'sending');
});

test('transient bounces: the third within thirty days blocks; what is about the mail never does', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const [who, other] = [reader(), reader()];
  const id = await mailed(api.services, tenant.context, who);
  const token = await tokenOf(api.services, tenant.context, id);
  const soft = (timestamp: Date, bounceSubType = 'MailboxFull', bounceType = 'Transient') =>
    api.post(
      api.aws.notice(
        bounce(token, [who.address], { bounceType, bounceSubType, timestamp: timestamp.toISOString() }), // prettier-ignore
      ),
    );
  await soft(daysAgo(31));
  await soft(daysAgo(20));
  await soft(daysAgo(3), 'Undetermined', 'Undetermined');
  for (const about of ['MessageTooLarge', 'ContentRejected', 'AttachmentRejected']) {
    await soft(daysAgo(1), about);
  }
  t.is(await gate(api, tenant, who), 'sending');
  await soft(daysAgo(0));
  t.is(await gate(api, tenant, who), 'suppressed_hard_bounce');
  const [consent] = (await tenant.call('GET', '/consents?purpose=marketing')).body.data;
  t.is(consent.state, 'granted', 'a full box is still somebody’s');

  const list = await mailed(api.services, tenant.context, other);
  const known = await tokenOf(api.services, tenant.context, list);
  for (const bounceSubType of ['Suppressed', 'OnAccountSuppressionList']) {
    await api.post(api.aws.notice(bounce(known, [other.address], { bounceSubType })));
  }
  t.is(await gate(api, tenant, other), 'suppressed_hard_bounce');
});

test('a server that refuses us for good blocks nobody, whatever SES calls it, and each recipient is judged apart', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const [kept, gone] = [reader(), reader()];
  const id = await mailed(api.services, tenant.context, kept);
  await grantConsent(api.services, tenant.context, gone);
  const token = await tokenOf(api.services, tenant.context, id);
  for (const [diagnostic, status] of [
    [
      'smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550-5.1.1 see',
      '5.1.1',
    ],
    ['smtp; 550 5.1.8 <us@assent.example>: Sender address rejected: Domain not found', undefined],
    ['smtp; 554 5.7.1 Client host blocked using zen.spamhaus.org', '5.0.0'],
    ['smtp; 550 Administrative prohibition', '5.0.0'],
  ] as const) {
    for (const bounceType of [
      'Permanent',
      'Permanent',
      'Permanent',
      'Transient',
      'Transient',
      'Transient',
    ]) {
      const bouncedRecipients = [said(kept.address, diagnostic, status)];
      await api.post(api.aws.notice(bounce(token, [], { bounceType, bouncedRecipients })));
    }
  }
  t.is(await gate(api, tenant, kept), 'sending');
  const bouncedRecipients = [
    said(kept.address, 'smtp; 550 5.7.1 policy', '5.7.1'),
    said(gone.address, 'smtp; 550 5.1.1 User unknown', '5.1.1'),
  ];
  await api.post(api.aws.notice(bounce(token, [], { bouncedRecipients })));
  t.is(await gate(api, tenant, kept), 'sending');
  t.is(await gate(api, tenant, gone), 'suppressed_hard_bounce');
});

test('one notice about many: each that we know, however it is spelled; strangers leave no trace', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const [first, second, third] = [reader(), reader(), reader()];
  const id = await mailed(api.services, tenant.context, first);
  for (const who of [second, third]) await grantConsent(api.services, tenant.context, who);
  const token = await tokenOf(api.services, tenant.context, id);
  const to = [
    first.address,
    ` Second <${second.address.toUpperCase()}>`,
    'nobody-here@example.org',
    'not an address',
  ];
  t.is(await api.post(api.aws.notice(bounce(token, to))), 204);
  t.is(await gate(api, tenant, first), 'suppressed_hard_bounce');
  t.is(await gate(api, tenant, second), 'suppressed_hard_bounce');
  t.is(await gate(api, tenant, third), 'sending');
  const reports = await api.services.db.withTenant(tenant.context, (trx) => trx('mail_reports'));
  t.is(reports.length, 2);
});

test('a topic of one tenant moves nobody else’s mail; a token that is not ours moves nothing', async (t) => {
  const api = await setUp(t);
  const [mine, other] = [await api.tenant(), await api.tenant()];
  api.topics.set(OTHER_TOPIC, mine.context.tenantId);
  const who = reader();
  const id = await mailed(api.services, other.context, who);
  await grantConsent(api.services, mine.context, who);
  const token = await tokenOf(api.services, other.context, id);
  const by = (fields: object) => api.post(api.aws.notice(bounce(token, [who.address]), fields));
  t.is(await by({ TopicArn: OTHER_TOPIC }), 204);
  t.is(await statusOf(other, id), 'sent');
  t.is(await gate(api, mine, who), 'sending');
  // Without a reference to our mail, the topic decides the organisation.
  const foreign = bounce('x'.repeat(48), [who.address]);
  t.is(await api.post(api.aws.notice(foreign)), 204);
  t.is(await gate(api, mine, who), 'sending');
  t.is(await api.post(api.aws.notice(foreign, { TopicArn: OTHER_TOPIC })), 204);
  t.is(await gate(api, mine, who), 'suppressed_hard_bounce');
  t.is(await gate(api, other, who), 'sending');
  const wrongUse = await tokenOf(api.services, other.context, id, 'unsubscribe');
  await api.post(api.aws.notice(bounce(wrongUse, [who.address])));
  t.is(await statusOf(other, id), 'sent');
});

test('a code that bounces ends its verification', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const to = `code-${newId()}@example.com`;
  const { body } = await tenant.call('POST', '/verifications', { channel: 'email', to });
  await api.services.db.withTenant(tenant.context, (trx) =>
    trx('verifications').where({ id: body.id }).update({ sent: 1, delivery: 'sent', provider_message_id: 'x' }),
  ); // prettier-ignore
  const token = await tokenOf(api.services, tenant.context, body.id, 'bounce', 'verification');
  await api.post(api.aws.notice(bounce(token, [to])));
  t.like((await tenant.call('GET', `/verifications/${body.id}`)).body, { status: 'undeliverable', delivery: 'undelivered' }); // prettier-ignore
});
