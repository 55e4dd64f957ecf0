import test from 'ava';
import { readIncomingMail } from '#domain/feedback/read-mail.ts';

const TOKEN = 'abcdefgh234567'.padEnd(48, 'x');
const mail = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'));
const report = (type: string, second: string[], third: string[], extra: string[] = []): Buffer =>
  mail(
    'From: MAILER-DAEMON@mx.example.net (Mail Delivery System)',
    `To: bounce+${TOKEN}@returns.example`,
    'Subject: Undelivered Mail Returned to Sender',
    'Date: Sat, 21 Nov 2026 10:00:00 +0000',
    'Message-ID: <20261121100000.ABC@mx.example.net>',
    ...extra,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type};`,
    '\tboundary="=_b"',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--=_b',
    'Content-Description: Notification',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is the mail system at host mx.example.net.',
    '',
    '--=_b',
    ...second,
    '',
    '--=_b',
    ...third,
    '',
    '--=_b--',
    '',
  );

const ORIGINAL = [
  'Received: from mta.assent.example (mta.assent.example [192.0.2.1])',
  '\tby mx.example.net (Postfix) with ESMTPS id 4XYZ',
  'From: Assent <hello@assent.example>',
  'To: gone@example.net',
  'Subject: =?UTF-8?B?TmV3cw==?=',
  'Message-ID: <0193b2c4-7d00-7a00-8000-000000000001@assent.example>',
  `X-Assent-Reference: ${TOKEN}`,
];

test('Postfix: no such user', async (t) => {
  const { report: found, autoReply, to } = await readIncomingMail(
    report(
      'delivery-status',
      [
        'Content-Description: Delivery report',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.example.net',
        'X-Postfix-Queue-ID: 4XYZ',
        `X-Postfix-Sender: rfc822; bounce+${TOKEN}@returns.example`,
        'Arrival-Date: Sat, 21 Nov 2026 09:59:58 +0000 (UTC)',
        '',
        'Final-Recipient: rfc822; gone@example.net',
        'Original-Recipient: rfc822;gone@example.net',
        'Action: failed',
        'Status: 5.1.1',
        'Remote-MTA: dns; box.example.net',
        'Diagnostic-Code: smtp; 550 5.1.1 <gone@example.net>: Recipient address',
        '    rejected: User unknown in virtual mailbox table',
      ],
      ['Content-Description: Undelivered Message Headers', 'Content-Type: text/rfc822-headers', '', ...ORIGINAL],
      ['Auto-Submitted: auto-replied'],
    ),
  ); // prettier-ignore
  t.true(autoReply);
  t.deepEqual(to, [`bounce+${TOKEN}@returns.example`]);
  t.like(found, { kind: 'bounce', permanence: 'permanent', code: '5.1.1', tokens: [TOKEN] });
  t.deepEqual(found?.messageIds, ['0193b2c4-7d00-7a00-8000-000000000001@assent.example']);
  t.is(found?.recipients[0]?.address, 'gone@example.net');
  t.regex(found?.recipients[0]?.detail ?? '', /User unknown in virtual mailbox table$/);
});

test('Exchange: the whole mail comes back, the recipient as they know it', async (t) => {
  const { report: found } = await readIncomingMail(
    report(
      'delivery-status',
      [
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns;AM0PR01MB0001.eurprd01.prod.exchangelabs.com',
        'Received-From-MTA: dns;mta.assent.example',
        '',
        'Final-recipient: RFC822;gone@example.org',
        'Action: failed',
        'Status: 5.1.10',
        'Diagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient gone@example.org not found by SMTP address lookup',
        'X-Display-Name: Gone',
      ],
      ['Content-Type: message/rfc822', '', ...ORIGINAL, 'Content-Type: text/plain', '', 'Hello'],
    ),
  );
  t.like(found, { kind: 'bounce', permanence: 'permanent', code: '5.1.10', tokens: [TOKEN] });
});

for (const [name, action, status, kind] of [
  ['a delay is no news', 'delayed', '4.4.1', null],
  ['relayed is none', 'relayed', '2.0.0', null],
  ['delivered is a delivery', 'delivered', '2.1.5', 'delivery'],
  ['a full box is transient', 'failed', '5.2.2', 'bounce'],
] as const) {
  test(name, async (t) => {
    const { report: found } = await readIncomingMail(
      report(
        'delivery-status',
        ['Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; x', '', 'Final-Recipient: rfc822; a@b.example', `Action: ${action}`, `Status: ${status} (words)`],
        ['Content-Type: text/rfc822-headers', '', ...ORIGINAL],
      ),
    ); // prettier-ignore
    t.is(found?.kind ?? null, kind);
    if (kind === 'bounce') t.is(found?.permanence, 'transient');
  });
}

const feedback = (type: string, third: string[]) =>
  report(
    'feedback-report',
    [
      'Content-Type: message/feedback-report',
      'Content-Disposition: inline',
      '',
      `Feedback-Type: ${type}`,
      'User-Agent: Yahoo!-Mail-Feedback/2.0',
      'Version: 0.1',
      `Original-Mail-From: <bounce+${TOKEN}@returns.example>`,
      'Original-Rcpt-To: redacted@yahoo.example',
      'Received-Date: Sat, 21 Nov 2026 09:00:00 PST',
      'Reported-Domain: assent.example',
      'Authentication-Results: mta.yahoo.example; dkim=pass',
    ],
    third,
  );

for (const type of ['abuse', 'Fraud', 'other']) {
  test(`feedback "${type}" is a complaint, found by the sender of the envelope and by our header`, async (t) => {
    const { report: found } = await readIncomingMail(
      feedback(type, ['Content-Type: message/rfc822', 'Content-Disposition: inline', '', ...ORIGINAL, '', 'Hi']),
    ); // prettier-ignore
    t.like(found, { kind: 'complaint', code: type.toLowerCase(), permanence: null });
    t.deepEqual(found?.tokens, [TOKEN, TOKEN]);
  });
}

test('feedback that is not a complaint', async (t) => {
  for (const type of ['not-spam', 'auth-failure', 'virus', 'opt-out-list', '']) {
    const { report: found } = await readIncomingMail(
      feedback(type, ['Content-Type: text/rfc822-headers', '', ...ORIGINAL]),
    );
    t.is(found, null, type);
  }
});

test('a letter, a machine’s answer, and bytes that are no mail', async (t) => {
  const letter = await readIncomingMail(mail('From: a@b.example', 'To: c@d.example', 'Subject: Hi', '', 'Hello')); // prettier-ignore
  t.like(letter, { report: null, autoReply: false, from: 'a@b.example', subject: 'Hi' });
  const auto = (value: string) => readIncomingMail(mail('From: a@b.example', `Auto-Submitted: ${value}`, '', 'Away')); // prettier-ignore
  t.true((await auto('auto-replied (vacation)')).autoReply);
  t.true((await auto('Auto-Notified')).autoReply);
  t.false((await auto('no')).autoReply);
  t.false(
    (await auto('auto-generated')).autoReply,
    'a mail program that unsubscribes for its user',
  );
  for (const bytes of [Buffer.alloc(0), Buffer.from([0, 255, 13, 10]), Buffer.from('x'.repeat(100_000))]) {
    t.is((await readIncomingMail(bytes)).report, null);
  } // prettier-ignore
  const broken = report('delivery-status', ['Content-Type: message/delivery-status', '', 'nothing'], ['Content-Type: message/rfc822', '', '']); // prettier-ignore
  t.is((await readIncomingMail(broken)).report, null);
});
