import type { MessageStatus } from '#models/message.ts';

/** The states of a message; each sentence goes on after "a message that" in docs/sending.md. */
export const STATES: Record<MessageStatus, string> = {
  awaiting_consent: "waits for the person's answer to the request for consent",
  queued: 'waits for its turn, for allowed hours or for the provider',
  sending: 'is claimed by a process, which hands it over',
  sent: 'was accepted by the provider',
  delivered: 'was delivered, as the provider reports',
  failed: 'was refused by the provider, or was not delivered',
  bounced: 'was returned: the mailbox does not exist or does not take it',
  complained: 'was reported as spam',
  uncertain: 'may have been sent: its hand-over had no clear result',
  refused: 'was not allowed (a single message)',
  excluded: 'was not allowed (a recipient of a campaign)',
  canceled: 'was canceled before its hand-over',
};

/** `from`: empty for a new message. `says`: when it happens, for docs/sending.md. */
type MoveBetween = {
  from: readonly MessageStatus[];
  to: readonly MessageStatus[];
  says: string;
};

/** All changes of a message's state. A change that is not listed here does not happen. */
export const MOVES = {
  place: {
    from: [],
    to: ['queued', 'awaiting_consent', 'refused', 'excluded'],
    says: 'The gate has decided about a new message, or about a recipient when the audience is frozen',
  },
  begin: {
    from: [],
    to: ['sending'],
    says: 'A confirmation or a link is handed over, which happens only once',
  },
  beginAgain: {
    from: ['queued'],
    to: ['sending'],
    says: 'A confirmation or a link that its provider has deferred is handed over again',
  },
  decide: {
    from: ['awaiting_consent'],
    to: ['queued', 'refused'],
    says: 'The person has answered, or the time to answer has ended',
  },
  claim: {
    from: ['queued'],
    to: ['sending', 'refused', 'excluded'],
    says: 'A process claims due messages and asks the gate again, with the consent locked',
  },
  defer: {
    from: ['queued'],
    to: ['queued'],
    says: 'A message is due in quiet hours or over a cap: it waits until `not_before`',
  },
  refuse: {
    from: ['sending'],
    to: ['refused'],
    says: 'A claimed single message is not allowed any more just before its hand-over',
  },
  postpone: {
    from: ['sending'],
    to: ['queued'],
    says: 'A claimed single message must wait just before its hand-over: quiet hours, a cap, a resting sender',
  },
  release: {
    from: ['sending'],
    to: ['queued'],
    says: 'A process gives back claimed messages before it hands them over; no attempt is counted',
  },
  recheck: {
    from: ['queued'],
    to: ['queued'],
    says: 'Quiet hours, caps or the contact were changed: messages that a campaign deferred are due at once',
  },
  record: {
    from: ['sending', 'uncertain'],
    to: ['sent', 'failed', 'bounced', 'uncertain', 'queued'],
    says: 'The process that has the claim records the result of the hand-over',
  },
  recover: {
    from: ['sending'],
    to: ['queued', 'uncertain'],
    says: 'A process died while it sent a campaign: messages it had not begun are queued again',
  },
  abandon: {
    from: ['sending'],
    to: ['uncertain'],
    says: 'A process died while it handed over a confirmation or a link, which is not sent twice',
  },
  repeat: {
    from: ['uncertain'],
    to: ['queued'],
    says: 'The provider has no record of a text that may be sent a second time',
  },
  reportSent: {
    from: ['sending', 'uncertain'],
    to: ['sent'],
    says: 'The provider reports that it accepted the message',
  },
  reportDelivered: {
    from: ['sending', 'uncertain', 'sent'],
    to: ['delivered'],
    says: 'The provider reports the delivery',
  },
  reportFailed: {
    from: ['sending', 'uncertain', 'sent'],
    to: ['failed'],
    says: 'The provider reports that the message was not delivered',
  },
  reportBounced: {
    from: ['sending', 'uncertain', 'sent', 'delivered'],
    to: ['bounced'],
    says: 'A mail is returned',
  },
  reportComplained: {
    from: ['sending', 'uncertain', 'sent', 'delivered', 'bounced'],
    to: ['complained'],
    says: 'The person reports a mail as spam',
  },
  requeue: {
    from: ['failed'],
    to: ['queued'],
    says: 'A campaign is resumed after its sender was refused: messages that failed for that reason',
  },
  exclude: {
    from: ['queued'],
    to: ['excluded'],
    says: "A recipient's consent was erased after the audience was frozen",
  },
  cancel: {
    from: ['queued', 'awaiting_consent'],
    to: ['canceled'],
    says: 'A withdrawal, an erasure, the removal of the contact or the cancellation of its campaign comes first',
  },
  restoreHandOver: {
    from: ['queued', 'sending', 'awaiting_consent'],
    to: ['sent', 'delivered', 'failed', 'bounced', 'complained', 'uncertain', 'canceled'],
    says: 'A backup was restored, and the journal shows a hand-over after it',
  },
  restoreUncertain: {
    from: ['queued'],
    to: ['uncertain'],
    says: 'A backup was restored, and a hand-over after it cannot be ruled out',
  },
  restoreCanceled: {
    from: ['queued', 'sending'],
    to: ['canceled'],
    says: 'A backup was restored, and the journal shows that the campaign had ended',
  },
} as const satisfies Record<string, MoveBetween>;

export type Move = keyof typeof MOVES;
/** The states that a move can lead to. */
export type To<M extends Move> = (typeof MOVES)[M]['to'][number];

/** Returns the SQL condition for rows that a move may change. */
export function may(move: Move, row = 'm'): string {
  const from = MOVES[move].from.map((state) => `'${state}'`);
  return from.length === 1
    ? `${row}.status = ${from.join()}`
    : `${row}.status in (${from.join(', ')})`;
}
