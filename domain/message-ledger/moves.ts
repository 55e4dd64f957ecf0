import type { MessageStatus } from '#models/message.ts';

/** The states of a message. */
export const STATES: Record<MessageStatus, string> = {
  awaiting_consent: 'waits until the person has answered the request for consent',
  queued: 'waits for its turn, its hours or its provider',
  sending: 'belongs to a process that hands it over',
  sent: 'was taken by the provider',
  delivered: 'has arrived, as the provider reports',
  failed: 'was not taken, or has not arrived',
  bounced: 'has no mailbox to go to',
  complained: 'was reported as spam',
  uncertain: 'may have gone out or not',
  refused: 'was not allowed; a single message',
  excluded: 'was not allowed; a recipient of a campaign',
  canceled: 'was taken back before its hand-over',
};

/** `from`: none for a new message. `says`: when it is done, for docs/sending.md. */
type MoveBetween = {
  from: readonly MessageStatus[];
  to: readonly MessageStatus[];
  says: string;
};

/** Every way in which a message comes into a state. Whatever is not listed here does not happen. */
export const MOVES = {
  place: {
    from: [],
    to: ['queued', 'awaiting_consent', 'refused', 'excluded'],
    says: 'The gate has decided about a new message, or about a recipient when an audience is frozen',
  },
  begin: {
    from: [],
    to: ['sending'],
    says: 'A confirmation or a link is written down at its only hand-over',
  },
  decide: {
    from: ['awaiting_consent'],
    to: ['queued', 'refused'],
    says: 'The person has answered, or the time to answer is over',
  },
  claim: {
    from: ['queued'],
    to: ['sending', 'refused', 'excluded'],
    says: 'Its turn has come, and the gate is asked again under the lock of the consent',
  },
  defer: {
    from: ['queued'],
    to: ['queued'],
    says: 'Its turn has come in quiet hours or over a cap: it waits until `not_before`',
  },
  refuse: {
    from: ['sending'],
    to: ['refused', 'excluded'],
    says: 'It was claimed, and the rules refuse it right before the hand-over',
  },
  postpone: {
    from: ['sending'],
    to: ['queued'],
    says: 'It was claimed, and has to wait right before the hand-over: its hours, a cap, its sender',
  },
  release: {
    from: ['sending'],
    to: ['queued'],
    says: 'It was claimed, and its hand-over was not begun: it uses up no attempt',
  },
  recheck: {
    from: ['queued'],
    to: ['queued'],
    says: 'Quiet hours or caps were changed: what a campaign deferred is looked at again at once',
  },
  record: {
    from: ['sending', 'uncertain'],
    to: ['sent', 'failed', 'bounced', 'uncertain', 'queued'],
    says: 'The hand-over is over, and the holder of the claim says how it went',
  },
  recover: {
    from: ['sending'],
    to: ['queued', 'uncertain'],
    says: 'The process that sent a campaign has died: what it had not begun goes again',
  },
  abandon: {
    from: ['sending'],
    to: ['uncertain'],
    says: 'A confirmation or a link was begun by a process that died: it is not sent twice',
  },
  repeat: {
    from: ['uncertain'],
    to: ['queued'],
    says: 'The provider has no record of a text, which may be sent once more',
  },
  reportSent: {
    from: ['sending', 'uncertain'],
    to: ['sent'],
    says: 'The provider reports that it has taken it',
  },
  reportDelivered: {
    from: ['sending', 'uncertain', 'sent'],
    to: ['delivered'],
    says: 'The provider reports that it has arrived',
  },
  reportFailed: {
    from: ['sending', 'uncertain', 'sent'],
    to: ['failed'],
    says: 'The provider reports that it has not arrived',
  },
  reportBounced: {
    from: ['sending', 'uncertain', 'sent', 'delivered'],
    to: ['bounced'],
    says: 'A mail comes back',
  },
  reportComplained: {
    from: ['sending', 'uncertain', 'sent', 'delivered', 'bounced'],
    to: ['complained'],
    says: 'The person reports a mail as spam',
  },
  requeue: {
    from: ['failed'],
    to: ['queued'],
    says: 'A campaign whose sender was refused is resumed: those who did not get it for that reason',
  },
  exclude: {
    from: ['queued'],
    to: ['excluded'],
    says: 'The consent of a recipient was erased after the audience was frozen',
  },
  cancel: {
    from: ['queued', 'awaiting_consent'],
    to: ['canceled'],
    says: 'A withdrawal, an erasure or the end of its campaign comes first',
  },
  restoreHandOver: {
    from: ['queued', 'sending', 'awaiting_consent'],
    to: ['sent', 'delivered', 'failed', 'bounced', 'complained', 'uncertain', 'canceled'],
    says: 'A backup was restored, and the journal knows that it was handed over afterwards',
  },
  restoreUncertain: {
    from: ['queued'],
    to: ['uncertain'],
    says: 'A backup was restored, and nobody knows whether it was handed over afterwards',
  },
  restoreCanceled: {
    from: ['queued', 'sending'],
    to: ['canceled'],
    says: 'A backup was restored, and the journal knows that its campaign had ended',
  },
} as const satisfies Record<string, MoveBetween>;

export type Move = keyof typeof MOVES;
/** Where a move leads. */
export type To<M extends Move> = (typeof MOVES)[M]['to'][number];

/** True in SQL of a row that this move may take. */
export function may(move: Move, row = 'm'): string {
  const from = MOVES[move].from.map((state) => `'${state}'`);
  return from.length === 1
    ? `${row}.status = ${from.join()}`
    : `${row}.status in (${from.join(', ')})`;
}
