import test from 'ava';
import { mailRefusal, refusalCode, type MailReply } from '#lib/mail-refusal.ts';

type Stage = MailReply['stage'];
/** A reply as it stands on the wire, `550-` and all. */
function reply(wire: string, stage: Stage = 'rcpt'): MailReply {
  const lines = wire.split('\n');
  return {
    code: Number(wire.slice(0, 3)),
    lines: lines.map((line) => line.slice(4)),
    stage,
  };
}

/** As servers write them. */
const GONE = [
  // Gmail
  "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the recipient's email address for typos or\n550-5.1.1 unnecessary spaces. For more information, go to\n550 5.1.1  https://support.google.com/mail/?p=NoSuchUser d9443c01a7336-20d9f3c5a3dsi12345 - gsmtp",
  '550-5.2.1 The email account that you tried to reach is inactive. For more\n550-5.2.1 information, go to\n550 5.2.1  https://support.google.com/mail/?p=DisabledUser 6a1803df08f44 - gsmtp',
  // Outlook.com, Exchange
  '550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [BN1NAM02FT012.eop-nam02.prod.protection.outlook.com]',
  '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient gone@example.com not found by SMTP address lookup',
  '550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found',
  '550 5.1.1 User unknown',
  // Postfix
  '550 5.1.1 <gone@example.com>: Recipient address rejected: User unknown in virtual mailbox table',
  '550 5.1.1 <gone@example.com>: Recipient address rejected: User unknown in relay recipient table',
  '550 5.1.1 <spam.policy@blocked.example>: Recipient address rejected: User unknown in local recipient table',
  '550 5.1.2 <gone@nowhere.example>: Recipient address rejected: Domain not found',
  '556 5.1.10 recipient domain has a null MX',
  '550 <gone@example.com>: Recipient address rejected: User unknown in local recipient table',
  // iCloud, Zoho, qmail, Exim, GMX, mail.ru, Mimecast, Comcast
  '550 5.1.1 <gone@icloud.com>: user does not exist',
  '550 5.1.6 recipient no longer on server: gone@icloud.com',
  '550 5.1.1 User does not exist - <gone@zoho.example>',
  '550 sorry, no mailbox here by that name (#5.1.1)',
  '511 sorry, no mailbox here by that name (#5.1.1 - chkuser)',
  '550 Unrouteable address',
  '550 unknown user',
  '550 No Such User Here (Exim 4.94.2)',
  '550-Requested action not taken: mailbox unavailable\n550 For explanation visit http://postmaster.gmx.com/en/error-messages?ip=192.0.2.1&c=hu',
  '550 Message was not accepted -- invalid mailbox.  Local mailbox gone@mail.ru is unavailable: user not found',
  '550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [abcXYZ.uk12]',
  '550 5.1.1 Not our Customer',
  '551 User not local; please try <forward@example.com>',
  '553 Requested action not taken: mailbox name not allowed',
];

/** About our address, our authentication, our reputation, or the message. */
const SENDER = [
  // In the words of the server's country
  '550 5.1.1 <us@assent.example>: Absenderadresse abgelehnt',
  '550 5.1.1 Adresse expéditeur invalide',
  '550 5.1.3 Remitente desconocido',
  '550 5.1.1 отправитель не найден',
  '550 5.1.1 发件人地址无效',
  // Postfix
  '550 5.1.8 <us@assent.example>: Sender address rejected: Domain not found',
  '550 5.1.7 <us@assent.example>: Sender address rejected: undeliverable address',
  '550 5.1.0 <us@assent.example>: Sender address rejected: User unknown in relay recipient table',
  '550 5.1.1 <us@assent.example>: Sender address rejected: User unknown in virtual mailbox table',
  '553 5.7.1 <us@assent.example>: Sender address rejected: not owned by user shop',
  '554 5.7.1 <gone@example.com>: Relay access denied',
  '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org',
  '550 5.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]',
  // Gmail
  '550-5.7.26 Your email has been blocked because the sender is unauthenticated.\n550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.\n550 5.7.26  https://support.google.com/mail/answer/81126#authentication - gsmtp',
  '550-5.7.26 This mail is unauthenticated, which poses a security risk.\n550-5.1.1 For more information\n550 5.1.1 see the help pages',
  '550-5.7.1 [192.0.2.1] The IP you are using to send mail is not authorized to\n550 5.7.1 send email directly to our servers.',
  '550-5.2.1 The user you are trying to contact is receiving mail at a rate that\n550-5.2.1 prevents additional messages from being delivered.\n550 5.2.1  https://support.google.com/mail/?p=ReceivingRatePerm - gsmtp',
  // Outlook.com, Exchange
  '550 5.7.515 Access denied, sending domain ASSENT.EXAMPLE does not meet the required authentication level.',
  '550 5.7.606 Access denied, banned sending IP [192.0.2.1]',
  '550 5.1.8 Access denied, bad outbound sender AS(42004)',
  "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
  '550 5.1.20 Multiple From addresses are present without Sender',
  '550 5.1.0 Sender denied',
  // Yahoo
  "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list",
  '554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes',
  // Cisco, Exim, GMX, Mimecast, Barracuda, QQ, Zoho, SendGrid
  '550 #5.7.1 Your access to submit messages to this e-mail system has been rejected.',
  '550-Verification failed for <us@assent.example>\n550-No Such User Here\n550 Sender verify failed',
  '550-Requested action not taken: mailbox unavailable\n550-Reject due to policy restrictions.\n550 For explanation visit https://www.gmx.net/mail/senderguidelines?c=hi',
  '550-Requested action not taken: mailbox unavailable\n550 Sender address is not allowed.',
  '550 Administrative prohibition - envelope blocked',
  '550 permanent failure for one or more recipients (a@example.com:blocked)',
  '550 Mailbox unavailable or access denied [AQAAfwD IP: 192.0.2.1]. http://service.mail.qq.com/',
  '550 Domain may not exist or DNS check failed',
  '554 5.1.8 Email Outgoing Blocked',
  '550 The from address does not match a verified Sender Identity',
  '550 5.3.4 Message too large',
  '550 5.6.0 Invalid message',
  '550 relay not permitted',
];

const RECIPIENT = [
  '552 5.2.2 Mailbox full',
  '550 mailbox is over quota, try again later',
  '550 5.4.4 Unable to look up host',
  '550 5.1.4 Ambiguous address',
  '550 5.2.0 Unable to deliver',
];

const UNCLEAR = ['550 Rejected', '550 no', '550', '550 5.1.0 Address rejected.', '554 Transaction failed', '550 5.0.0 sorry']; // prettier-ignore

for (const [about, replies] of [
  ['gone', GONE],
  ['sender', SENDER],
  ['recipient', RECIPIENT],
  ['unclear', UNCLEAR],
] as const) {
  for (const wire of replies) {
    test(`${about}: ${wire.slice(0, 90).replaceAll('\n', ' / ')}`, (t) => {
      t.is(mailRefusal(reply(wire)), about);
    });
  }
}

test('whatever stands beside it, a line about the sender keeps the mailbox', (t) => {
  for (const gone of GONE) {
    for (const sender of SENDER) {
      const [a, b] = [reply(gone), reply(sender)];
      for (const lines of [
        [...a.lines, ...b.lines],
        [...b.lines, ...a.lines],
      ]) {
        t.is(mailRefusal({ code: a.code, lines, stage: 'rcpt' }), 'sender', lines.join(' / '));
      }
    }
  }
});

test('words alone never condemn what was said of the body, and nothing said of MAIL is about a mailbox', (t) => {
  for (const wire of GONE) {
    const named = /\b5\.(1\.(1|2|3|6|10)|2\.1)\b/.test(wire);
    t.is(mailRefusal(reply(wire, 'body')), named ? 'gone' : 'sender', wire);
    t.is(mailRefusal(reply(wire, 'mail')), 'sender', wire);
  }
  for (const wire of [...SENDER, ...RECIPIENT, ...UNCLEAR]) {
    t.not(mailRefusal(reply(wire, 'body')), 'gone', wire);
  }
});

test('a 4yz ends no mailbox', (t) => {
  for (const wire of GONE) {
    t.not(mailRefusal({ ...reply(wire), code: 450 }), 'gone', wire);
  }
});

test('an address in the text is no word of it, and an IP address or a version no status', (t) => {
  t.is(mailRefusal(reply('550 5.1.1 <sender@spam.example> unknown')), 'gone');
  t.is(mailRefusal(reply('550 user unknown [5.7.1.9]')), 'gone');
  t.is(mailRefusal(reply('550 user unknown (10.5.7.1)')), 'gone');
  t.is(mailRefusal(reply('550 user unknown at 192.5.7.26')), 'gone');
});

test('the code that is kept says what decided', (t) => {
  t.is(refusalCode(reply('550 5.1.1 no')), '550');
  t.is(refusalCode(reply('550 no such user')), '550');
  t.is(refusalCode(reply('550-5.1.1 a\n550 5.7.26 b')), '5.7.26');
  t.is(refusalCode(reply('552 5.2.2 full')), '5.2.2');
  t.is(refusalCode(reply('550 Rejected')), '550');
  t.is(refusalCode(reply('451 4.7.1 later')), '451');
});
