import { hostname } from 'node:os';
import type { Socket } from 'node:net';
import type { SendOutcome } from '../outcome.ts';
import { openSession, SmtpRefusal } from './smtp-session.ts';

/** One mail as bytes: headers and body with CRLF line ends. Dots are stuffed here. */
export type BulkMail = { from: string; to: string; data: Buffer };

export type BulkSmtp = {
  /** Hands mails over. Never throws; one outcome for each, in order. */
  send(mails: readonly BulkMail[]): Promise<SendOutcome[]>;
  close(): Promise<void>;
};

/** How long a reply may take, in milliseconds (RFC 5321 §4.5.3.2 allows more; a campaign has others to send). */
const PATIENCE = 60_000;
const DOTTED = Buffer.from('\r\n.');
const END = Buffer.from('.\r\n');

/**
 * The bulk path: kept connections, one round trip for each mail. With PIPELINING (RFC 2920) the body of one
 * mail and the envelope of the next travel together. nodemailer's pool, which waits for each reply, carries
 * a third of it (bench/).
 */
export function openBulkSmtp(options: { url: string; connections?: number }): BulkSmtp {
  const url = new URL(options.url);
  const lines = Array.from({ length: options.connections ?? 3 }, () => new Line(url));
  return {
    async send(mails) {
      const outcomes = mails.map((): SendOutcome => ({ status: 'unknown', code: 'no_outcome' }));
      const queue = { mails, outcomes, next: 0 };
      await Promise.all(lines.map((line) => line.work(queue)));
      return outcomes;
    },
    close: async () => {
      for (const line of lines) line.close();
    },
  };
}

type Queue = { mails: readonly BulkMail[]; outcomes: SendOutcome[]; next: number };

/** Where a mail on the line stands. `bad` is the first refusal of its envelope. */
type Flight = { index: number; mail: BulkMail; bad: number | null; bodySent: boolean };
type Awaited = { flight: Flight; reply: 'mail' | 'rcpt' | 'data' | 'end' };

/** One connection. Takes mails from the queue it works on until that is empty. */
class Line {
  readonly #url: URL;
  #socket: Socket | undefined;
  #pipelining = false;
  #text = '';
  #awaited: Awaited[] = [];
  #queue: Queue | undefined;
  #done: (() => void) | undefined;
  #watch: NodeJS.Timeout | undefined;
  #heard = 0;

  constructor(url: URL) {
    this.#url = url;
  }

  async work(queue: Queue): Promise<void> {
    while (queue.next < queue.mails.length) {
      const failed = await this.#connected();
      if (failed) {
        // What nobody could take is put off; other lines may still get through.
        const index = queue.next++;
        if (index < queue.mails.length) queue.outcomes[index] = failed;
        // The server is away: do not knock once for every mail.
        while (failed.code.startsWith('E') && queue.next < queue.mails.length) {
          queue.outcomes[queue.next++] = failed;
        }
        continue;
      }
      await new Promise<void>((done) => {
        this.#queue = queue;
        this.#done = done;
        this.#heard = Date.now();
        this.#socket?.write(this.#envelope());
      });
    }
  }

  close(): void {
    clearInterval(this.#watch);
    this.#socket?.removeAllListeners();
    this.#socket?.on('error', () => undefined);
    this.#socket?.end('QUIT\r\n');
    this.#socket = undefined;
  }

  /** @returns why there is no connection, or null when there is one */
  async #connected(): Promise<{ status: 'deferred'; code: string } | null> {
    if (this.#socket && !this.#socket.destroyed) return null;
    try {
      const { socket, pipelining } = await openSession(this.#url, clientName());
      this.#socket = socket;
      this.#pipelining = pipelining;
      this.#text = '';
      this.#awaited = [];
      socket.on('data', (chunk: Buffer) => this.#hear(chunk));
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#lost(socket));
      clearInterval(this.#watch);
      this.#watch = setInterval(() => {
        if (this.#awaited.length && Date.now() - this.#heard > PATIENCE) socket.destroy();
      }, 1_000);
      this.#watch.unref();
      return null;
    } catch (error) {
      if (error instanceof SmtpRefusal) return { status: 'deferred', code: String(error.code) };
      const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
      return { status: 'deferred', code: typeof code === 'string' ? code : 'ECONNECTION' };
    }
  }

  /** The commands that begin the next mail, empty when there is none. */
  #envelope(): string {
    const queue = this.#queue;
    const index = queue ? queue.next++ : 0;
    const mail = queue?.mails[index];
    if (!mail) return this.#idle();
    const flight: Flight = { index, mail, bad: null, bodySent: false };
    const commands = [
      `MAIL FROM:<${clean(mail.from)}>\r\n`,
      `RCPT TO:<${clean(mail.to)}>\r\n`,
      'DATA\r\n',
    ];
    this.#awaited.push({ flight, reply: 'mail' });
    if (!this.#pipelining) return commands[0] ?? '';
    this.#awaited.push({ flight, reply: 'rcpt' }, { flight, reply: 'data' });
    return commands.join('');
  }

  #idle(): string {
    if (!this.#awaited.length) {
      const done = this.#done;
      this.#queue = undefined;
      this.#done = undefined;
      done?.();
    }
    return '';
  }

  #hear(chunk: Buffer): void {
    this.#heard = Date.now();
    this.#text += chunk.toString('latin1');
    let start = 0;
    for (let end = this.#text.indexOf('\n'); end >= 0; end = this.#text.indexOf('\n', start)) {
      const line = this.#text.slice(start, end);
      start = end + 1;
      // `250-` goes on, `250 ` is the last line.
      if (line[3] !== '-') this.#reply(Number(line.slice(0, 3)));
    }
    this.#text = this.#text.slice(start);
  }

  #reply(code: number): void {
    const awaited = this.#awaited.shift();
    if (!awaited) {
      // 421 out of the blue: it is closing (RFC 5321 §3.8).
      this.#socket?.destroy();
      return;
    }
    const { flight, reply } = awaited;
    if (reply === 'end') {
      this.#settle(flight, flight.bad ?? code);
      // With pipelining the next one is under way already.
      if (!this.#awaited.length) this.#write(this.#envelope());
    } else if (reply === 'data') {
      this.#answerData(flight, code);
    } else {
      if (code >= 400) flight.bad ??= code;
      if (!this.#pipelining) this.#stepwise(flight, reply);
    }
  }

  /** Without pipelining each command waits for the answer to the one before. */
  #stepwise(flight: Flight, reply: 'mail' | 'rcpt'): void {
    if (flight.bad !== null) {
      this.#settle(flight, flight.bad);
      // The transaction that was begun is forgotten before the next.
      this.#write(reply === 'rcpt' ? 'RSET\r\n' : '');
      if (reply === 'rcpt') this.#awaited.push({ flight: FORGOTTEN, reply: 'end' });
      else this.#write(this.#envelope());
      return;
    }
    const next = reply === 'mail' ? 'rcpt' : 'data';
    this.#awaited.push({ flight, reply: next });
    this.#write(next === 'rcpt' ? `RCPT TO:<${clean(flight.mail.to)}>\r\n` : 'DATA\r\n');
  }

  #answerData(flight: Flight, code: number): void {
    if (code === 354) {
      flight.bodySent = flight.bad === null;
      this.#awaited.push({ flight, reply: 'end' });
      // A server that takes DATA although it refused the recipient gets an empty mail for nobody.
      const body = flight.bad === null ? stuffed(flight.mail.data) : Buffer.from('\r\n');
      const envelope = this.#pipelining ? this.#envelope() : '';
      this.#socket?.cork();
      this.#socket?.write(body);
      this.#socket?.write(END);
      if (envelope) this.#socket?.write(envelope);
      this.#socket?.uncork();
    } else {
      this.#settle(flight, flight.bad ?? code);
      this.#write(this.#envelope());
    }
  }

  #write(text: string): void {
    if (text) this.#socket?.write(text);
  }

  /** RFC 5321 §4.2.1: 2yz taken, 4yz may work later, 5yz will not. 421 ends the session. */
  #settle(flight: Flight, code: number): void {
    const { index } = flight;
    if (!this.#queue || index < 0) return;
    if (code >= 200 && code < 300) {
      this.#queue.outcomes[index] = { status: 'accepted', providerMessageId: null };
    } else {
      this.#queue.outcomes[index] =
        code >= 500
          ? { status: 'rejected', code: String(code) }
          : { status: 'deferred', code: String(code) };
    }
  }

  /** The connection is gone: a body without an answer may have been taken, everything before it was not. */
  #lost(socket: Socket): void {
    if (this.#socket !== socket) return;
    clearInterval(this.#watch);
    this.#socket = undefined;
    const flights = new Set(this.#awaited.map((a) => a.flight));
    this.#awaited = [];
    for (const flight of flights) {
      if (!this.#queue || flight.index < 0) continue;
      this.#queue.outcomes[flight.index] =
        flight.bad !== null
          ? { status: flight.bad >= 500 ? 'rejected' : 'deferred', code: String(flight.bad) }
          : { status: flight.bodySent ? 'unknown' : 'deferred', code: 'connection_lost' };
    }
    const done = this.#done;
    this.#done = undefined;
    this.#queue = undefined;
    done?.();
  }
}

const FORGOTTEN: Flight = {
  index: -1,
  mail: { from: '', to: '', data: Buffer.alloc(0) },
  bad: null,
  bodySent: false,
};

/** An address cannot bring a command of its own. */
const clean = (address: string): string => address.replaceAll(/[\r\n<>]/g, '');

/** RFC 5321 §4.5.2: a line that begins with a dot gets a second one. */
function stuffed(data: Buffer): Buffer {
  if (!data.includes(DOTTED) && data[0] !== 0x2e) return data;
  return Buffer.from(data.toString('latin1').replaceAll(/^\./gm, '..'), 'latin1');
}

const clientName = (): string => {
  const name = hostname();
  return name.includes('.') ? name : '[127.0.0.1]';
};
