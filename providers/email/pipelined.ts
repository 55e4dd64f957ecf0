import { LRUCache } from 'lru-cache';
import { gather } from '#lib/gather.ts';
import type { SendOutcome } from '../outcome.ts';
import { createSigner } from './dkim.ts';
import { outcomesOf, queueOf, type BulkMail } from './mail-queue.ts';
import { createMailWriter, type MailParts, type MailShape } from './mime.ts';
import type { EmailMessage, EmailProvider } from './provider.ts';
import { SmtpLine, type Patience } from './smtp-line.ts';

const PATIENCE: Patience = { reply: 30_000, end: 60_000 };
/** Mails a line takes at a time: behind a slow one so many wait at most. */
const MOST = 10;

/**
 * Single mails over kept, pipelining connections: those that are sent at the same time share round trips. It costs
 * a third of the CPU of nodemailer's pool.
 * @param options.url smtp:// or smtps://user:password@host:port
 */
export function createPipelinedEmail(options: {
  url: string;
  connections?: number;
  patience?: Patience;
}): EmailProvider {
  const count = options.connections ?? 5;
  const url = new URL(options.url);
  const lines = Array.from(
    { length: count },
    () => new SmtpLine(url, options.patience ?? PATIENCE),
  );
  const pool = poolOf(lines);
  const write = createWriter();

  const send = async (mails: BulkMail[]): Promise<SendOutcome[]> => {
    const queue = queueOf(mails);
    let why: string | null = null;
    for (let tries = 0; tries < count; tries++) {
      const line = await pool.take();
      why = await line.work(queue);
      pool.give(line);
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
      for (const line of lines) line.close();
    },
  };
}

/** Lines that nobody uses are taken one by one: an open one first, one that rests only when all do. */
function poolOf(lines: readonly SmtpLine[]) {
  const idle = new Set(lines);
  const waiting: (() => void)[] = [];
  return {
    async take(): Promise<SmtpLine> {
      for (;;) {
        const rested = lines.filter((line) => line.rested);
        const line = (rested.length ? rested : lines)
          .filter((one) => idle.has(one))
          .toSorted((a, b) => Number(b.open) - Number(a.open))[0];
        if (line) {
          idle.delete(line);
          return line;
        }
        await new Promise<void>((free) => waiting.push(free));
      }
    },
    give(line: SmtpLine): void {
      idle.add(line);
      waiting.shift()?.();
    },
  };
}

/** Senders and lists whose fixed part is remembered. */
const MOST_SHAPES = 500;

/** What does not change from mail to mail is made once for each sender and list. */
function createWriter(): (mail: EmailMessage) => Promise<Buffer> {
  const writers = new LRUCache<string, (mail: MailParts) => Buffer>({ max: MOST_SHAPES });
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
