import { gather } from '#lib/gather.ts';
import type { SendOutcome } from '../outcome.ts';
import { createMailWriter, type MailParts } from './mime.ts';
import type { EmailMessage, EmailProvider } from './provider.ts';
import { SmtpLine, type BulkMail, type MailQueue, type Patience } from './smtp-line.ts';
import { createSmtpEmail } from './smtp.ts';

const PATIENCE: Patience = { reply: 30_000, end: 60_000 };
/** A line that was turned away (too many connections) leaves the work to the others for a while. */
const REST = 10_000;
/** Mails a line takes at a time: behind a slow one so many wait at most. */
const MOST = 10;

/**
 * Single mails over kept, pipelining connections: those that are sent at the same time share round trips. It costs
 * a third of the CPU of nodemailer's pool, which still carries what has no HTML part.
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
  const idle = new Set(lines);
  const waiting: (() => void)[] = [];
  const plain = createSmtpEmail({ url: options.url });
  const write = createWriter();

  /** A line nobody uses: an open one first; one that rests only when all do. */
  const take = async (): Promise<SmtpLine> => {
    for (;;) {
      const now = Date.now();
      const awake = lines.filter((line) => line.restsUntil <= now);
      const line = (awake.length ? awake : lines)
        .filter((one) => idle.has(one))
        .toSorted((a, b) => Number(b.open) - Number(a.open))[0];
      if (line) {
        idle.delete(line);
        return line;
      }
      await new Promise<void>((free) => waiting.push(free));
    }
  };
  const give = (line: SmtpLine): void => {
    idle.add(line);
    waiting.shift()?.();
  };

  const send = async (mails: BulkMail[]): Promise<SendOutcome[]> => {
    const queue: MailQueue = { mails, outcomes: [], next: 0, back: [], again: new Set() };
    let why: string | null = null;
    for (let tries = 0; tries < count; tries++) {
      const line = await take();
      why = await line.work(queue);
      line.restsUntil = why ? Date.now() + REST : 0;
      give(line);
      if (!why) break;
    }
    // What nobody could take has not left us.
    return mails.map(
      (_, i) => queue.outcomes[i] ?? { status: 'deferred', code: why ?? 'ECONNECTION' },
    );
  };
  const together = gather(send, { most: MOST, lanes: count });

  return {
    async send(mail) {
      const { html, messageId } = mail;
      if (html === undefined) return plain.send(mail);
      const outcome = await together({
        from: mail.envelopeFrom ?? boxOf(mail.from),
        to: mail.to,
        data: write({ ...mail, html }),
      });
      return outcome.status === 'accepted' ? { ...outcome, providerMessageId: messageId } : outcome;
    },
    async close() {
      for (const line of lines) line.close();
      await plain.close();
    },
  };
}

const boxOf = (from: string): string => /<([^<>\s]+)>/.exec(from)?.[1] ?? from.trim();

/** What does not change from mail to mail is made once for each sender. */
function createWriter(): (mail: EmailMessage & { html: string }) => Buffer {
  const writers = new Map<string, (mail: MailParts) => Buffer>();
  return ({ from, messageId, headers, ...mail }) => {
    const at = messageId.lastIndexOf('@');
    const host = messageId.slice(at + 1);
    const known = writers.get(`${from}\n${host}`);
    const made = known ?? createMailWriter({ from, host });
    if (!known) writers.set(`${from}\n${host}`, made);
    return made({ ...mail, id: messageId.slice(0, at), ...(headers ? { headers } : {}) });
  };
}
