import test, { type ExecutionContext } from 'ava';
import { emailEvents, readTopics } from '#api/webhooks/email-events.ts';
import { newId } from '#lib/ids.ts';
import { createLogger } from '#lib/logger.ts';
import { testApi, type TestTenant } from '../_support/api.ts';
import { grantConsent, type Person } from '../_support/consent.ts';
import { mailed, reader, tokenOf } from '../_support/mail.ts';
import { sendTo } from '../_support/messages.ts';
import { snsStandIn, TOPIC } from '../_support/sns.ts';

const OTHER_TOPIC = 'arn:aws:sns:eu-west-1:123456789012:one-tenant';

async function setUp(t: ExecutionContext) {
  const aws = await snsStandIn(t);
  // The second topic is about one tenant, which is made after the server.
  const topics = new Map(readTopics(TOPIC));
  const api = await testApi(t, {
    routers: (services) => [
      emailEvents(services, { sns: aws.sns, topics, logger: createLogger('test', 'silent') }),
    ],
  });
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${api.url}/api/v1/webhooks/email/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification', ...headers }, // prettier-ignore
      body,
    });
    return answer.status;
  };
  return { ...api, aws, topics, post };
}
type Api = Awaited<ReturnType<typeof setUp>>;

const gate = async (api: Api, tenant: TestTenant, who: Person): Promise<string> => {
  const { decision } = await sendTo(api.services, tenant.context, who);
  return decision.outcome === 'sending' ? 'sending' : String(decision.reason);
};
const statusOf = async (tenant: TestTenant, id: string): Promise<string> =>
  (await tenant.call('GET', `/messages/${id}`)).body.status;

/** The mail object of SES, with everything it may carry and something it did not carry yesterday. */
const mail = (token: string, by: 'tag' | 'header' | 'source' = 'tag') => ({
  timestamp: '2026-11-21T10:00:00.000Z',
  messageId: '0102018f0a1b2c3d-00000000-0000-0000-0000-000000000000-000000',
  source: by === 'source' ? `bounce+${token}@returns.example` : 'hello@assent.example',
  sourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/assent.example',
  sourceIp: '203.0.113.9',
  callerIdentity: 'smtp',
  sendingAccountId: '123456789012',
  destination: ['somebody@example.com'],
  headersTruncated: false,
  headers: [
    { name: 'From', value: 'Assent <hello@assent.example>' },
    { name: 'Message-ID', value: '<overwritten@eu-west-1.amazonses.com>' },
    ...(by === 'header' ? [{ name: 'x-assent-reference', value: token }] : []),
  ],
  commonHeaders: { from: ['hello@assent.example'], subject: 'News' },
  ...(by === 'tag' ? { tags: { 'ses:operation': ['SendSmtpEmail'], 'assent-reference': [token] } } : {}), // prettier-ignore
  somethingNew: { of: ['next', 'year'] },
});
const bounce = (token: string, to: string[], more: object = {}, by?: 'tag' | 'header' | 'source') => ({
  notificationType: 'Bounce',
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: to.map((emailAddress) => ({
      emailAddress,
      action: 'failed',
      status: '5.1.1',
      diagnosticCode: `smtp; 550 5.1.1 <${emailAddress}>: Recipient address rejected: User unknown`,
    })),
    timestamp: '2026-11-21T10:00:01.000Z',
    feedbackId: '0102018f-feed',
    remoteMtaIp: '203.0.113.1',
    reportingMTA: 'dsn; a.smtp-out.eu-west-1.amazonses.com',
    ...more,
  },
  mail: mail(token, by),
}); // prettier-ignore
const complaint = (token: string, to: string[], more: object = {}) => ({
  eventType: 'Complaint',
  complaint: {
    complainedRecipients: to.map((emailAddress) => ({ emailAddress })),
    timestamp: '2026-11-21T10:00:02.000Z',
    feedbackId: '0102018f-feed',
    complaintSubType: null,
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
    arrivalDate: '2026-11-21T10:00:02.000Z',
    ...more,
  },
  mail: mail(token),
});
const delivery = (token: string, to: string[]) => ({
  eventType: 'Delivery',
  delivery: { timestamp: '2026-11-21T10:00:01.000Z', recipients: to, processingTimeMillis: 546, smtpResponse: '250 ok' },
  mail: mail(token),
}); // prettier-ignore

/** One of a bounce's recipients, and what their server said. */
const said = (emailAddress: string, diagnosticCode: string, status?: string) => ({
  emailAddress,
  action: 'failed',
  diagnosticCode,
  ...(status ? { status } : {}),
});

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

for (const [version, certificate] of [
  ['1', 'signer.pem'],
  ['2', 'signer.pem'],
  ['2', 'chain.pem'],
] as const) {
  // prettier-ignore
  test(`signature version ${version} with ${certificate} is believed: a permanent bounce blocks, and ends consent`, async (t) => {
    const api = await setUp(t);
    const tenant = await api.tenant();
    const who = reader();
    const id = await mailed(api.services, tenant.context, who);
    const event = bounce(await tokenOf(api.services, tenant.context, id), [who.address]);
    const body = api.aws.message({ Message: JSON.stringify(event), Subject: 'Amazon SES Email Event Notification' }, version, certificate); // prettier-ignore
    t.is(await api.post(body), 204);
    t.is(await statusOf(tenant, id), 'bounced');
    t.is(await gate(api, tenant, who), 'suppressed_hard_bounce');
    const { body: blocked } = await tenant.call('GET', '/suppressions'); // prettier-ignore
    t.is(blocked.data[0].reason, 'hard_bounce');
    const [consent] = (await tenant.call('GET', '/consents?purpose=marketing')).body.data;
    t.like(consent, { state: 'expired', source: 'bounce' });
    // Once more, and at the same moment: no second event, no second fetch of the certificate.
    await Promise.all([api.post(body), api.post(body)]);
    const { events } = (await tenant.call('GET', `/messages/${id}`)).body;
    t.is(events.filter((e: { type: string }) => e.type === 'bounced').length, 1);
    t.deepEqual(api.aws.asked, [certificate]);
  });
}

test('what SNS did not sign is refused, before anything is written or fetched elsewhere', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const who = reader();
  const id = await mailed(api.services, tenant.context, who);
  const event = JSON.stringify(
    bounce(await tokenOf(api.services, tenant.context, id), [who.address]),
  );
  const good = JSON.parse(api.aws.message({ Message: event }));
  const refused: [string, object][] = [
    ['another message', { ...good, Message: event.replace('Permanent', 'Transient') }],
    ['another topic of ours', { ...good, TopicArn: OTHER_TOPIC }],
    ['a topic of nobody', JSON.parse(api.aws.message({ Message: event, TopicArn: 'arn:aws:sns:eu-west-1:666:x' }))],
    ['no signature', { ...good, Signature: '' }],
    ['a subject slipped in', { ...good, Subject: 'x' }],
    ['the other version', { ...good, SignatureVersion: '2' }],
    ['an expired certificate', JSON.parse(api.aws.message({ Message: event }, '1', 'expired.pem'))],
    ['one not valid yet', JSON.parse(api.aws.message({ Message: event }, '1', 'early.pem'))],
    ['a certificate of somebody else', JSON.parse(api.aws.message({ Message: event }, '1', 'stranger.pem'))],
    ['a chain that does not hold', JSON.parse(api.aws.message({ Message: event }, '1', 'unlinked.pem'))],
  ]; // prettier-ignore
  for (const [why, body] of refused) t.is(await api.post(JSON.stringify(body)), 403, why);
  const asked = api.aws.asked.length;
  const elsewhere = [
    'https://evil.example/signer.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/signer.pem',
    'https://evil.example/?https://sns.eu-west-1.amazonaws.com/signer.pem',
    `${api.aws.url.replace('https', 'http')}/signer.pem`,
    `${api.aws.url.replace('localhost', 'localhost@evil.example')}/signer.pem`,
    `${api.aws.url.replace('localhost', 'user:x@localhost')}/signer.pem`,
    `${api.aws.url.replace('localhost', '127.0.0.1')}/signer.pem`,
    `${api.aws.url}/signer.pem.txt`,
    'file:///etc/passwd',
    'not an address',
  ];
  for (const SigningCertURL of elsewhere) {
    t.is(await api.post(JSON.stringify({ ...good, SigningCertURL })), 403, SigningCertURL);
  }
  t.is(api.aws.asked.length, asked, 'nothing was fetched for them');
  t.is(await statusOf(tenant, id), 'sent');
  t.is(await gate(api, tenant, who), 'sending');
});

test('while the certificate cannot be had SNS is told to come back; nonsense is 4xx', async (t) => {
  const api = await setUp(t);
  for (const path of ['missing.pem', 'redirect.pem']) {
    t.is(await api.post(api.aws.message({}, '1', path)), 503, path);
  }
  const large = api.aws.message({ Message: 'x'.repeat(1_100_000) });
  const good = JSON.parse(api.aws.message());
  const bad: [number, string][] = [
    [400, ''], [400, '{'], [422, '[]'], [422, 'null'], [422, '{}'], [422, JSON.stringify({ ...good, Type: 'Other' })],
    [422, JSON.stringify({ ...good, Message: { a: 1 } })], [422, JSON.stringify({ ...good, SignatureVersion: '3' })], [413, large],
  ]; // prettier-ignore
  for (const [status, body] of bad) t.is(await api.post(body), status, body.slice(0, 60));
  // Signed, but nothing of ours in it: taken without effect.
  const empty = ['{}', 'null', '"text"', 'Successfully validated SNS topic for Amazon SES event publishing.',
    JSON.stringify({ eventType: 'Bounce', mail: {} }), JSON.stringify({ notificationType: 'AmazonSnsSubscriptionSucceeded' }),
    JSON.stringify({ eventType: 'Bounce', mail: {}, bounce: { bounceType: 'Permanent', bouncedRecipients: 'x' } })]; // prettier-ignore
  for (const Message of empty) t.is(await api.post(api.aws.message({ Message })), 204, Message);
});

test('a subscription is confirmed at SNS, and nowhere else', async (t) => {
  const api = await setUp(t);
  const ask = (SubscribeURL: string, more = {}) =>
    api.aws.message({
      Type: 'SubscriptionConfirmation',
      Message: 'You have chosen to subscribe …',
      Token: '2336412f37',
      SubscribeURL,
      ...more,
    });
  t.is(
    await api.post(ask(`${api.aws.url}/confirm?Action=ConfirmSubscription&Token=2336412f37`)),
    204,
  );
  t.deepEqual(api.aws.asked, ['signer.pem', 'confirm']);
  for (const url of ['https://169.254.169.254/latest/meta-data', 'http://localhost/x', 'https://evil.example/x', '']) {
    t.is(await api.post(ask(url)), 403, url);
  } // prettier-ignore
  t.is(await api.post(ask(`${api.aws.url}/confirm`, { TopicArn: 'arn:of:nobody' })), 403);
  t.is(await api.post(ask(`${api.aws.url}/away`)), 503);
  t.deepEqual(api.aws.asked, ['signer.pem', 'confirm', 'away']);
  const ended = api.aws.message({ Type: 'UnsubscribeConfirmation', Token: 'x', SubscribeURL: `${api.aws.url}/confirm` }); // prettier-ignore
  t.is(await api.post(ended), 204);
  t.deepEqual(api.aws.asked, ['signer.pem', 'confirm', 'away'], 'who ended it meant it');
});

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
  // Without a mail of ours in it, the topic says whose it is.
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
