import type { SendOutcome } from '../outcome.ts';
import { SmtpLine, type BulkMail, type MailQueue, type Patience } from './smtp-line.ts';

export type { BulkMail } from './smtp-line.ts';

export type BulkSmtp = {
  /**
   * Hands mails over. Never throws; one outcome for each, in order. Codes that begin with E are about the
   * connection or our settings, not about a mail: nobody was reached.
   */
  send(mails: readonly BulkMail[]): Promise<SendOutcome[]>;
  close(): Promise<void>;
};

const PATIENCE: Patience = { reply: 60_000, end: 180_000 };
/** A line that was turned away (too many connections) leaves the work to the others for a while. */
const REST = 10_000;

/**
 * The bulk path: kept connections and one round trip for each mail. nodemailer's pool, which waits for each
 * reply, carries a third of it (bench/).
 * @param options.url smtp:// or smtps://user:password@host:port
 */
export function openBulkSmtp(options: {
  url: string;
  connections?: number;
  patience?: Patience;
}): BulkSmtp {
  const url = new URL(options.url);
  const lines = Array.from(
    { length: options.connections ?? 3 },
    () => new SmtpLine(url, options.patience ?? PATIENCE),
  );
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();

  const sendAll = async (mails: readonly BulkMail[]): Promise<SendOutcome[]> => {
    const queue: MailQueue = { mails, outcomes: [], next: 0, back: [], again: new Set() };
    let why = closed ? 'ECLOSED' : null;
    if (!closed) {
      const awake = lines.filter((line) => line.open || line.restsUntil <= Date.now());
      const working = (awake.length ? awake : lines).slice(0, mails.length);
      const ends = await Promise.all(
        working.map(async (line) => {
          const failure = await line.work(queue);
          line.restsUntil = failure ? Date.now() + REST : 0;
          return failure;
        }),
      );
      why = ends.find((end) => end !== null) ?? null;
    }
    // What nobody could take has not left us.
    return mails.map(
      (_, i) => queue.outcomes[i] ?? { status: 'deferred', code: why ?? 'ECONNECTION' },
    );
  };

  return {
    send(mails) {
      // One call at a time has the lines.
      const sent = turn.then(() => sendAll(mails));
      turn = sent.catch(() => undefined);
      return sent;
    },
    async close() {
      closed = true;
      for (const line of lines) line.close();
    },
  };
}
