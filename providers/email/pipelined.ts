import { LRUCache } from 'lru-cache';
import { createFairSlots } from '#lib/fair-slots.ts';
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
 * After this time, in milliseconds, mails under way hang, and their connection no longer counts: another is opened for
 * those who wait.
 */
const HANGS_MS = 250;
/** How often those who wait for a connection look whether one has rested, in milliseconds. */
const LOOK_MS = 1_000;
/** Most parties whose mails are gathered; more are forgotten while they send nothing. */
const MOST_PARTIES = 1_000;

/**
 * Sends single mails over pipelining connections that stay open; mails of one party that are sent at the same time share
 * round trips. It uses a third of the CPU of nodemailer's pool. Parties take turns, and one whose mails hang keeps only
 * its own connections busy.
 * @param options.url smtp:// or smtps://user:password@host:port
 * @param options.connections at the same time, and most of one party. @default 5
 */
export function createPipelinedEmail(options: {
  url: string;
  connections?: number;
  patience?: Patience;
}): EmailProvider {
  const count = options.connections ?? 5;
  const url = new URL(options.url);
  const slots = createFairSlots({ common: count, each: count, slowMs: HANGS_MS });
  const pool = poolOf({
    open: () => new SmtpConnection(url, options.patience ?? PATIENCE),
    most: () => count + slots.hanging(),
  });
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
  const parties = new LRUCache<string, (mail: BulkMail) => Promise<SendOutcome>>({
    max: MOST_PARTIES,
  });
  const togetherWith = (party: string) => {
    const known = parties.get(party);
    if (known) return known;
    const together = gather((mails: BulkMail[]) => slots.run(party, () => send(mails)), {
      most: MOST,
      lanes: count,
    });
    parties.set(party, together);
    return together;
  };

  return {
    async send(mail) {
      const outcome = await togetherWith(mail.party ?? '')({
        from: mail.envelopeFrom ?? mail.from.address,
        to: mail.to,
        data: await write(mail),
        ...(mail.before === undefined ? {} : { before: mail.before }),
      });
      return outcome.status === 'accepted'
        ? { ...outcome, providerMessageId: mail.messageId }
        : outcome;
    },
    close: async () => pool.close(),
  };
}

/** Lends out idle connections one by one: open ones first, and resting ones only when all rest. */
function poolOf({ open, most }: { open: () => SmtpConnection; most: () => number }) {
  const connections = new Set<SmtpConnection>();
  const idle = new Set<SmtpConnection>();
  const waiting: (() => void)[] = [];
  let closed = false;
  /** Where a server has just turned a connection away and others work, it would turn away another one, too. */
  const isFull = (): boolean => {
    const all = [...connections];
    return (
      all.some(({ turnedAway }) => turnedAway) && all.some((one) => one.rested && !idle.has(one))
    );
  };
  /** Resolves when a connection is given back, or when it is time to look whether one has rested. */
  const givenBack = (): Promise<void> =>
    new Promise((resolve) => {
      const free = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(free), 1);
        resolve();
      }, LOOK_MS);
      waiting.push(free);
    });
  return {
    async take(): Promise<SmtpConnection> {
      for (;;) {
        const rested = [...idle].filter((connection) => connection.rested);
        const [connection] = rested.toSorted((a, b) => Number(b.open) - Number(a.open));
        if (connection) {
          idle.delete(connection);
          return connection;
        }
        if (connections.size < most() && !isFull()) {
          const made = open();
          connections.add(made);
          if (closed) made.close();
          return made;
        }
        const [resting] = idle;
        if (resting && ![...connections].some((one) => one.rested)) {
          idle.delete(resting);
          return resting;
        }
        await givenBack();
      }
    },
    give(connection: SmtpConnection): void {
      if (connections.size > most()) {
        connection.close();
        connections.delete(connection);
      } else idle.add(connection);
      waiting.shift()?.();
    },
    close(): void {
      closed = true;
      for (const connection of connections) connection.close();
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
