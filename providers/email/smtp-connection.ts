import type { Socket } from 'node:net';
import { errorCode } from '#lib/errors.ts';
import { isOver, LATE } from '../late.ts';
import type { SendOutcome } from '../outcome.ts';
import { hasMore, type BulkMail, type MailQueue } from './mail-queue.ts';
import { createReplyReader, refusal, verdict, type SmtpReply } from './smtp-reply.ts';
import { openSession } from './smtp-session.ts';
import { cleanAddress, dotStuffed, isAscii } from './smtp-text.ts';

/**
 * Longest silence of a server, in milliseconds: before a reply, and after a body. RFC 5321 §4.5.3.2 allows 5 minutes,
 * and 10 after the body.
 */
export type Patience = { reply: number; end: number };

type Flight = { index: number; mail: BulkMail; bad: SendOutcome | null; bodySent: boolean };
type Awaited = { what: 'mail' | 'rcpt' | 'data' | 'end' | 'rset'; flight: Flight };

/** How long a connection rests after it was turned away (too many connections); the others do its work. */
const REST_MS = 10_000;
const BODY_END = '.\r\n';
const NO_MAIL: SendOutcome = { status: 'deferred', code: 'ENOMAIL' };

/** Whether both addresses need no extension of SMTP (RFC 6531). */
const isPlain = (mail: BulkMail): boolean => isAscii(mail.to) && isAscii(mail.from);

/**
 * One connection, kept between calls. With PIPELINING (RFC 2920) the body of one mail and the envelope of the next
 * travel together, so that a mail costs one round trip. To save time there is no promise and no timer per mail.
 */
export class SmtpConnection {
  readonly #url: URL;
  readonly #patience: Patience;
  #socket: Socket | undefined;
  #pipelining = false;
  #utf8 = false;
  #awaited: Awaited[] = [];
  #queue: MailQueue | undefined;
  #done: (() => void) | undefined;
  #watch: NodeJS.Timeout | undefined;
  #heard = 0;
  #answered = 0;
  #why = 'ECONNECTION';
  #closed = false;
  #restsUntil = 0;

  constructor(url: URL, patience: Patience) {
    this.#url = url;
    this.#patience = patience;
  }

  get open(): boolean {
    return this.#socket !== undefined;
  }

  /** False for a while after the connection gave up; others do its work. */
  get rested(): boolean {
    return this.#restsUntil <= Date.now();
  }

  /**
   * Works until the queue is empty.
   * @returns the reason why it gave up before, such as `ECONNREFUSED`, or null
   */
  async work(queue: MailQueue): Promise<string | null> {
    const failure = await this.#workThrough(queue);
    this.#restsUntil = failure === null ? 0 : Date.now() + REST_MS;
    return failure;
  }

  async #workThrough(queue: MailQueue): Promise<string | null> {
    while (hasMore(queue)) {
      const failure = await this.#connect();
      if (failure) return failure;
      // A kept connection may have been closed for its age; that alone is no reason to give up.
      const kept = this.#answered > 0;
      this.#answered = 0;
      await new Promise<void>((done) => {
        this.#queue = queue;
        this.#done = done;
        this.#heard = Date.now();
        this.#write(this.#begin());
      });
      if (!this.open && !this.#answered && !kept) return this.#why;
    }
    return null;
  }

  close(): void {
    this.#closed = true;
    const socket = this.#socket;
    if (!socket) return;
    socket.end('QUIT\r\n');
    this.#lost(socket);
    // Closes the socket if the server does not.
    setTimeout(() => socket.destroy(), 1_000).unref();
    socket.unref();
  }

  async #connect(): Promise<string | null> {
    if (this.#closed) return 'ECLOSED';
    if (this.#socket) return null;
    try {
      const { socket, pipelining, utf8 } = await openSession(this.#url);
      const read = createReplyReader();
      if (this.#closed) {
        socket.destroy();
        return 'ECLOSED';
      }
      this.#socket = socket;
      this.#pipelining = pipelining;
      this.#utf8 = utf8;
      this.#answered = 0;
      this.#why = 'ECONNECTION';
      socket.on('data', (chunk: Buffer) => {
        this.#heard = Date.now();
        const replies = read(chunk);
        if (!replies) return this.#hangUp('EPROTOCOL');
        for (const reply of replies) this.#reply(socket, reply);
      });
      socket.on('close', () => this.#lost(socket));
      socket.resume();
      this.#watch = setInterval(() => this.#lookAtTheClock(), 1_000);
      this.#watch.unref();
      if (socket.destroyed) this.#lost(socket);
      return socket.destroyed ? this.#why : null;
    } catch (error) {
      const code = errorCode(error);
      if (code === null) return 'ECONNECTION';
      // All other codes are about the certificate, such as CERT_HAS_EXPIRED.
      return code.startsWith('E') ? code : 'ETLS';
    }
  }

  #lookAtTheClock(): void {
    const first = this.#awaited[0];
    if (!first) return;
    const patience = first.what === 'end' ? this.#patience.end : this.#patience.reply;
    if (Date.now() - this.#heard > patience) this.#hangUp('ETIMEDOUT');
  }

  /** Ends the connection at once; all its mails have an outcome when this returns. */
  #hangUp(why: string): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#why = why;
    socket.destroy();
    this.#lost(socket);
  }

  /** Returns the commands that begin the next mail; empty when nothing is left. */
  #begin(): string {
    const queue = this.#queue;
    for (;;) {
      const index = queue && (queue.back.pop() ?? queue.next++);
      const queued = index === undefined ? undefined : queue?.mails[index];
      if (index === undefined || !queued) {
        if (!this.#awaited.length) this.#rest();
        return '';
      }
      const mail = typeof queued === 'function' ? queued() : queued;
      const unfit = mail ? this.#unfit(mail) : NO_MAIL;
      if (mail && !unfit) return this.#envelope({ index, mail, bad: null, bodySent: false });
      if (queue && unfit) queue.outcomes[index] = unfit;
    }
  }

  /** Why a mail cannot be sent at all over this connection; null: it can. */
  #unfit(mail: BulkMail): SendOutcome | null {
    if (isOver(mail.before)) return LATE;
    // RFC 6531 §3.1: this server cannot take such an address.
    return this.#utf8 || isPlain(mail)
      ? null
      : { status: 'rejected', code: '5.6.7', about: 'sender' };
  }

  #envelope(flight: Flight): string {
    const { mail } = flight;
    const utf8 = isPlain(mail) ? '' : ' SMTPUTF8';
    const sender = `MAIL FROM:<${cleanAddress(mail.from)}>${utf8}\r\n`;
    this.#awaited.push({ what: 'mail', flight });
    if (!this.#pipelining) return sender;
    this.#awaited.push({ what: 'rcpt', flight }, { what: 'data', flight });
    return `${sender}RCPT TO:<${cleanAddress(mail.to)}>\r\nDATA\r\n`;
  }

  #rest(): void {
    const done = this.#done;
    this.#queue = undefined;
    this.#done = undefined;
    done?.();
  }

  #reply(socket: Socket, reply: SmtpReply): void {
    if (socket !== this.#socket) return;
    const awaited = this.#awaited.shift();
    if (!awaited) return this.#hangUp('ECONNECTION');
    const { what, flight } = awaited;
    if (reply.code === 421) {
      // The server is closing, whatever the command was (RFC 5321 §3.8): this is no answer about the mail.
      if (what === 'end') this.#finish(flight, verdict(reply, 'body'));
      else this.#awaited.unshift(awaited);
      return this.#hangUp('ECONNECTION');
    }
    switch (what) {
      case 'mail':
      case 'rcpt':
        if (reply.code >= 300) flight.bad ??= refusal(what, reply);
        if (!this.#pipelining) this.#stepwise(what, flight);
        return;
      case 'data':
        return this.#answerData(flight, reply);
      case 'end':
        this.#answered++;
        this.#finish(flight, flight.bad ?? verdict(reply, 'body'));
        // With pipelining the next mail has already begun.
        if (!this.#awaited.length) this.#write(this.#begin());
        return;
      case 'rset':
        if (!this.#awaited.length) this.#write(this.#begin());
    }
  }

  /** Sends the next command. Without pipelining, each command waits for the reply to the previous one. */
  #stepwise(what: 'mail' | 'rcpt', flight: Flight): void {
    if (flight.bad) return this.#forget(flight, flight.bad);
    if (isOver(flight.mail.before)) return this.#forget(flight, LATE);
    const next = what === 'mail' ? 'rcpt' : 'data';
    this.#awaited.push({ what: next, flight });
    this.#write(what === 'mail' ? `RCPT TO:<${cleanAddress(flight.mail.to)}>\r\n` : 'DATA\r\n');
  }

  #answerData(flight: Flight, reply: SmtpReply): void {
    if (reply.code !== 354) return this.#forget(flight, flight.bad ?? refusal('data', reply));
    if (!flight.bad && isOver(flight.mail.before)) {
      // The server waits for a body. Closing the connection is the only way not to send it (RFC 5321 §4.1.1.4).
      this.#finish(flight, LATE);
      return this.#hangUp('ELATE');
    }
    flight.bodySent = flight.bad === null;
    this.#awaited.push({ what: 'end', flight });
    const next = this.#pipelining ? this.#begin() : '';
    // A 354 for a mail whose recipient was refused gets an empty body: it goes to nobody (RFC 2920 §3.1).
    const body = flight.bad ? '' : dotStuffed(flight.mail.data);
    // Body, its end and the next envelope are one write: one system call.
    this.#write(body + BODY_END + next);
  }

  /** Resets the transaction that was begun; otherwise the next MAIL would be out of order (503). */
  #forget(flight: Flight, outcome: SendOutcome): void {
    this.#answered++;
    this.#finish(flight, outcome);
    this.#awaited.push({ what: 'rset', flight });
    this.#write(`RSET\r\n${this.#pipelining ? this.#begin() : ''}`);
  }

  #write(text: string): void {
    // Node writes ASCII text without copying it first.
    if (text) this.#socket?.write(text, isAscii(text) ? 'latin1' : 'utf8');
  }

  #finish(flight: Flight, outcome: SendOutcome): void {
    if (this.#queue) this.#queue.outcomes[flight.index] = outcome;
  }

  /**
   * Handles a lost connection. A body without an answer may have been taken. A mail before its body was not taken and
   * may go over another connection.
   */
  #lost(socket: Socket): void {
    if (this.#socket !== socket) return;
    clearInterval(this.#watch);
    this.#socket = undefined;
    const queue = this.#queue;
    const flights = new Set(this.#awaited.filter((a) => a.what !== 'rset').map((a) => a.flight));
    this.#awaited = [];
    for (const flight of flights) {
      if (flight.bad) this.#finish(flight, flight.bad);
      else if (flight.bodySent) this.#finish(flight, { status: 'unknown', code: this.#why });
      else if (!queue || queue.again.has(flight.index))
        this.#finish(flight, { status: 'deferred', code: this.#why });
      else {
        queue.again.add(flight.index);
        queue.back.push(flight.index);
      }
    }
    this.#rest();
  }
}
