import { LRUCache } from 'lru-cache';
import { gather } from '#lib/gather.ts';
import type { SendOutcome } from '../outcome.ts';
import { createSigner } from './dkim.ts';
import { outcomesOf, queueOf, type BulkMail } from './mail-queue.ts';
import { createMailWriter, type MailParts, type MailShape } from './mime.ts';
import type { EmailMessage, EmailProvider } from './provider.ts';
import { SmtpConnection, type Patience } from './smtp-connection.ts';

const PATIENCE: Patience = { reply: 30_000, end: 60_000 };
/** Most mails that one connection takes at a time: so many wait at most behind a slow one. */
const MOST = 10;

/**
 * Sends single mails over pipelining connections that stay open; mails sent at the same time share round trips. It
 * uses a third of the CPU of nodemailer's pool.
 * @param options.url smtp:// or smtps://user:password@host:port
 */
export function createPipelinedEmail(options: {
  url: string;
  connections?: number;
  patience?: Patience;
}): EmailProvider {
  const count = options.connections ?? 5;
  const url = new URL(options.url);
  const connections = Array.from(
    { length: count },
    () => new SmtpConnection(url, options.patience ?? PATIENCE),
  );
  const pool = poolOf(connections);
  const write = createWriter();

  const send = async (mails: BulkMail[]): Promise<SendOutcome[]> => {
    const queue = queueOf(mails);
    let why: string | null = null;
    for (let tries = 0; tries < count; tries++) {
      const connection = await pool.take();
      why = await connection.work(queue);
      pool.give(connection);
      if (why === null) break;
    }
    return outcomesOf(queue, why);
  };
  const together = gather(send, { most: MOST, lanes: count });

  return {
    async send(mail) {
      const outcome = await together({
        from: mail.envelopeFrom ?? mail.from.address,
        to: mail.to,
        data: await write(mail),
        ...(mail.before === undefined ? {} : { before: mail.before }),
      });
      return outcome.status === 'accepted'
        ? { ...outcome, providerMessageId: mail.messageId }
        : outcome;
    },
    async close() {
      for (const connection of connections) connection.close();
    },
  };
}

/** Lends out idle connections one by one: open ones first, and resting ones only when all rest. */
function poolOf(connections: readonly SmtpConnection[]) {
  const idle = new Set(connections);
  const waiting: (() => void)[] = [];
  return {
    async take(): Promise<SmtpConnection> {
      for (;;) {
        const rested = connections.filter((connection) => connection.rested);
        const connection = (rested.length ? rested : connections)
          .filter((one) => idle.has(one))
          .toSorted((a, b) => Number(b.open) - Number(a.open))[0];
        if (connection) {
          idle.delete(connection);
          return connection;
        }
        await new Promise<void>((free) => waiting.push(free));
      }
    },
    give(connection: SmtpConnection): void {
      idle.add(connection);
      waiting.shift()?.();
    },
  };
}

/** Number of senders and lists whose fixed part is cached. */
const MOST_SHAPES = 500;

/** Builds the unchanging part once for each sender and list. */
function createWriter(): (mail: EmailMessage) => Promise<string> {
  const writers = new LRUCache<string, (mail: MailParts) => string>({ max: MOST_SHAPES });
  return ({ from, replyTo, listId, dkim, messageId, headers, ...mail }) => {
    const at = messageId.lastIndexOf('@');
    const shape: MailShape = {
      from,
      host: messageId.slice(at + 1),
      ...(replyTo ? { replyTo } : {}),
      ...(listId ? { listId } : {}),
    };
    const key = JSON.stringify(shape);
    const known = writers.get(key);
    const write = known ?? createMailWriter(shape);
    if (!known) writers.set(key, write);
    const data = write({ ...mail, id: messageId.slice(0, at), ...(headers ? { headers } : {}) });
    return createSigner(dkim ?? null)(data);
  };
}
