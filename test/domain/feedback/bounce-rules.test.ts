import test from 'ava';
import { permanenceOf } from '#domain/feedback/bounce-rules.ts';

const CASES: [string, string, 'permanent' | 'transient' | null][] = [
  ['5.1.1', 'smtp; 550 5.1.1 <a@b.example>: Recipient address rejected: User unknown', 'permanent'],
  ['5.1.2', 'dns; host not found', 'permanent'],
  ['5.1.10', 'smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found', 'permanent'],
  ['5.2.1', 'smtp; 550 5.2.1 The email account that you tried to reach is disabled', 'permanent'],
  // Perhaps our own relay was not found: three such bounces within 30 days block.
  ['5.4.4', 'X-Postfix; unable to look up host', 'transient'],
  // Postfix, where the other server gave a bare reply.
  ['5.0.0', 'smtp; 550 No such user here', 'permanent'],
  ['5.0.0', 'smtp; 554 Transaction failed', 'transient'],
  ['5.0.0', 'smtp; 550-5.7.1 Our system has detected that this message is likely spam', null],
  ['5.2.2', 'smtp; 552 5.2.2 Mailbox full', 'transient'],
  ['4.4.1', 'smtp; connect timed out', 'transient'],
  ['4.2.2', 'smtp; 452 4.2.2 over quota', 'transient'],
  ['5.3.4', 'smtp; 552 5.3.4 Message size exceeds fixed limit', null],
  ['5.6.1', 'media not supported', null],
  ['5.7.1', 'smtp; 550 5.7.1 Message rejected as spam by Content Filtering.', null],
  ['5.7.26', 'smtp; 550-5.7.26 This mail is unauthenticated', null],
  // Our own sender is at fault.
  ['5.1.8', 'smtp; 550 5.1.8 Sender address rejected: Domain not found', null],
  ['5.1.7', 'smtp; 550 5.1.7 bad sender', null],
  [
    '5.1.90',
    "smtp; 550 5.1.90 Your message can't be sent because you've reached your daily limit",
    null,
  ],
  ['5.0.0', 'smtp; 550 5.1.0 Sender denied', null],
  // Another line decides, although the status names the mailbox.
  [
    '5.1.1',
    'smtp; 550-5.7.26 This mail is unauthenticated 550-5.1.1 For more information 550 5.1.1 see',
    null,
  ],
  [
    '5.1.1',
    'smtp; 550-Verification failed for <us@assent.example> 550-No Such User Here 550 Sender verify failed',
    null,
  ],
  // Deferred until it expired, for a reason of ours: three of these must not block anybody.
  ['4.7.0', 'smtp; 421 4.7.0 Our system has detected an unusual rate of unsolicited mail', null],
  [
    '4.4.7',
    'smtp; 421-4.7.28 Gmail has detected an unusual rate of mail originating from your IP',
    null,
  ],
  ['5.3.0', 'smtp; 554 5.3.0 system', null],
  [
    '5.5.0',
    'smtp; 550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)',
    'permanent',
  ],
  ['5.0.0', 'smtp; 550 Rejected', 'transient'],
  [
    '5.2.1',
    'smtp; 450 4.2.1 The user you are trying to contact is receiving mail too quickly',
    'transient',
  ],
];

for (const [status, diagnostic, expected] of CASES) {
  test(`${status} ${diagnostic.slice(0, 60)} is ${expected}`, (t) => {
    t.is(permanenceOf(status, diagnostic), expected);
  });
}
