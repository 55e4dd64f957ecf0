import test from 'ava';
import { mailed, reader, tokenOf } from '../_support/mail.ts';
import { bounce, gate, OTHER_TOPIC, setUp, statusOf } from '../_support/email-events.ts';

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
    // Twice at the same time: no second event, no second fetch of the certificate.
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
  // Signed, but without a reference to our mails: accepted without effect.
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
