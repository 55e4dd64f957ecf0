import type { SendOutcome } from '../outcome.ts';
import { outcomesOf, queueOf, type QueuedMail } from './mail-queue.ts';
import { SmtpConnection, type Patience } from './smtp-connection.ts';

export type { BulkMail, QueuedMail } from './mail-queue.ts';

export type BulkSmtp = {
  /**
   * Hands mails over. Never throws; returns one outcome per mail, in order. A mail that a function makes is made when
   * its turn comes, and again when its connection broke; one that cannot be made is `ENOMAIL`. Codes that begin with E are about the
   * connection or our settings, not about a mail: nobody was reached.
   */
  send(mails: readonly QueuedMail[]): Promise<SendOutcome[]>;
  close(): Promise<void>;
};

const PATIENCE: Patience = { reply: 60_000, end: 180_000 };

/**
 * Opens the bulk path: connections that stay open, and one round trip for each mail. nodemailer's pool, which waits
 * for each reply, carries a third of it (bench/).
 * @param options.url smtp:// or smtps://user:password@host:port
 */
export function openBulkSmtp(options: {
  url: string;
  connections?: number;
  patience?: Patience;
}): BulkSmtp {
  const url = new URL(options.url);
  const connections = Array.from(
    { length: options.connections ?? 3 },
    () => new SmtpConnection(url, options.patience ?? PATIENCE),
  );
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();

  const sendAll = async (mails: readonly QueuedMail[]): Promise<SendOutcome[]> => {
    const queue = queueOf(mails);
    if (closed) return outcomesOf(queue, 'ECLOSED');
    const awake = connections.filter((connection) => connection.open || connection.rested);
    const working = (awake.length ? awake : connections).slice(0, mails.length);
    const failures = await Promise.all(working.map((connection) => connection.work(queue)));
    return outcomesOf(queue, failures.find((failure) => failure !== null) ?? null);
  };

  return {
    send(mails) {
      // Only one call at a time uses the connections.
      const sent = turn.then(() => sendAll(mails));
      turn = sent.catch(() => undefined);
      return sent;
    },
    async close() {
      closed = true;
      for (const connection of connections) connection.close();
    },
  };
}
