import { randomUUID } from 'node:crypto';

/*
 * Mails that other mail systems send back, in realistic form: delivery status notifications (RFC 3464, as Postfix
 * writes them) and abuse reports (RFC 5965). They go to our own inbound endpoint.
 */
export type InboundEndpoint = {
  /** The API's base URL. */
  webhookBase: string;
  /** INBOUND_MAIL_DOMAIN; mails from other domains get no answer. */
  domain: string;
  secret: string;
};

/** A mail that was accepted and failed later. */
export type Returned = { from: string; to: string; source: Buffer };

/** Recipients that fail after the mail was accepted; see docs/inbound.md. */
const LATER: [RegExp, (mail: Returned) => string][] = [
  [
    /^gone/i,
    (mail) => bounceMail(mail, '5.1.1', '550 5.1.1 User unknown in virtual mailbox table'),
  ],
  [/^full/i, (mail) => bounceMail(mail, '5.2.2', '552 5.2.2 Mailbox full')],
  [/^complain/i, complaintMail],
];

/**
 * Sends back what this recipient's mail system would send, if anything.
 * @returns whether it sent something
 */
export async function answerMail(endpoint: InboundEndpoint, mail: Returned): Promise<boolean> {
  const answer = LATER.find(([who]) => who.test(mail.to))?.[1];
  if (!answer || !mail.from.toLowerCase().endsWith(`@${endpoint.domain}`)) return false;
  const to = answer === complaintMail ? `complaints@${endpoint.domain}` : mail.from;
  await deliver(endpoint, to, answer(mail));
  return true;
}

/**
 * Posts a mail to our inbound endpoint, as an MTA that pipes it there.
 * @returns the endpoint's answer
 */
export async function deliver(
  endpoint: InboundEndpoint,
  envelopeTo: string,
  source: string,
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${endpoint.webhookBase}/api/v1/webhooks/email/inbound`, {
    method: 'POST',
    headers: {
      'content-type': 'message/rfc822',
      authorization: `Bearer ${endpoint.secret}`,
      'x-envelope-to': envelopeTo,
    },
    body: source,
    signal: AbortSignal.timeout(15_000),
  });
  return { status: answer.status, body: await answer.json() };
}

const line = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ');

/** Composes a mail that a person wrote. Line breaks in header values are removed. */
export function letter(mail: { from: string; to: string; subject: string; body: string }): string {
  return lines(
    `From: ${line(mail.from)}`,
    `To: ${line(mail.to)}`,
    `Subject: ${line(mail.subject)}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${randomUUID()}@mail.local>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(mail.body).toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
  );
}

export function bounceMail(mail: Returned, status: string, reply: string): string {
  return report(mail, 'delivery-status', 'MAILER-DAEMON@mx.local', 'Undelivered Mail Returned to Sender', [
    'Content-Type: text/plain; charset=us-ascii',
    '',
    "I'm sorry to have to inform you that your message could not be delivered.",
    '',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.local',
    `X-Postfix-Sender: rfc822; ${mail.from}`,
    `Arrival-Date: ${new Date().toUTCString()}`,
    '',
    `Final-Recipient: rfc822; ${mail.to}`,
    `Original-Recipient: rfc822;${mail.to}`,
    'Action: failed',
    `Status: ${status}`,
    'Remote-MTA: dns; box.local',
    `Diagnostic-Code: smtp; ${reply}`,
  ]); // prettier-ignore
}

function complaintMail(mail: Returned): string {
  return report(mail, 'feedback-report', 'feedback@box.local', 'FW: complaint', [
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is an email abuse report for a message received today.',
    '',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: LocalFeedback/1.0',
    'Version: 1',
    `Original-Mail-From: <${mail.from}>`,
    // Most feedback loops omit the recipient.
    'Original-Rcpt-To: <redacted@box.local>',
    `Arrival-Date: ${new Date().toUTCString()}`,
    'Reported-Domain: assent.example',
    'Source-IP: 192.0.2.1',
  ]);
}

/** Composes a report of three parts: text, fields, and the header of the reported mail. `parts` has the first two. */
function report(
  mail: Returned,
  type: string,
  from: string,
  subject: string,
  parts: readonly string[],
): string {
  const boundary = `=_${randomUUID()}`;
  const second = parts.findLastIndex((line) => line.startsWith('Content-Type: message/'));
  const header = mail.source.toString('latin1').split('\r\n\r\n')[0] ?? '';
  return lines(
    'Return-Path: <>',
    `From: ${from}`,
    `To: ${mail.from}`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${randomUUID()}@mx.local>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type}; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    ...parts.slice(0, second),
    `--${boundary}`,
    ...parts.slice(second),
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    header,
    '',
    `--${boundary}--`,
    '',
  );
}

const lines = (...all: string[]): string => all.join('\r\n');
