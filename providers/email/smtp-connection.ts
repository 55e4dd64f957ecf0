import { isOver, LATE } from '../late.ts';
import type { SendOutcome } from '../outcome.ts';
import { giveBack, hasMore, type BulkMail, type MailQueue } from './mail-queue.ts';
import { openLine, type SmtpLine } from './smtp-line.ts';
import { refusal, verdict, type SmtpReply } from './smtp-reply.ts';
import { RSET, chunk, isPlain, mailFrom, rcptTo } from './smtp-commands.ts';
import { dotStuffed } from './smtp-text.ts';

/**
 * Longest silence of a server, in milliseconds: before a reply, and after a body. RFC 5321 §4.5.3.2 allows 5 minutes,
 * and 10 after the body.
 */
export type Patience = { reply: number; end: number };

type Flight = { index: number; mail: BulkMail; bad: SendOutcome | null; bodySent: boolean };
type Awaited = { what: 'mail' | 'rcpt' | 'data' | 'end'; flight: Flight } | { what: 'rset' };

/**
 * Most that is under way at once with CHUNKING. So many mails are uncertain at most when a connection breaks.
 */
const WINDOW = { mails: 10, characters: 64 * 1024 };

/** How long a connection rests after it was turned away (too many connections); the others do its work. */
const REST_MS = 10_000;
const BODY_END = '.\r\n';
const NO_MAIL: SendOutcome = { status: 'deferred', code: 'ENOMAIL' };

/**
 * One connection, kept between calls. With PIPELINING (RFC 2920) the body of one mail and the envelope of the next
 * travel together, so that a mail costs one round trip. With CHUNKING (RFC 3030) as well, whole mails follow each other
 * without waiting, up to a window. To save time there is no promise and no timer per mail.
 */
export class SmtpConnection {
  readonly #url: URL;
  readonly #patience: Patience;
  #line: SmtpLine | undefined;
  #chunking = false;
  /** Set for good when the line broke while whole mails were under way: with DATA fewer are uncertain. */
  #chunksBroke = false;
  #awaited: Awaited[] = [];
  #queue: MailQueue | undefined;
  #done: (() => void) | undefined;
  #answered = 0;
  #why = 'ECONNECTION';
  #closed = false;
  #restsUntil = 0;
  /** Why the last work ended before its queue was empty. */
  #failure: string | null = null;

  constructor(url: URL, patience: Patience) {
    this.#url = url;
    this.#patience = patience;
  }

  get open(): boolean {
    return this.#line !== undefined;
  }

  /** False for a while after the connection gave up; others do its work. */
  get rested(): boolean {
    return this.#restsUntil <= Date.now();
  }

  /** Whether the server has just turned it away at its greeting: too many connections. */
  get turnedAway(): boolean {
    return !this.rested && this.#failure === 'EGREETING';
  }

  /**
   * Works until the queue is empty.
   * @returns the reason why it gave up before, such as `ECONNREFUSED`, or null
   */
  async work(queue: MailQueue): Promise<string | null> {
    this.#failure = await this.#workThrough(queue);
    this.#restsUntil = this.#failure === null ? 0 : Date.now() + REST_MS;
    return this.#failure;
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
        this.#line?.listen();
        this.#write(!this.#chunking ? this.#begin() : kept ? this.#probe() : this.#fill());
      });
      if (!this.open && !this.#answered && !kept) return this.#why;
    }
    return null;
  }

  close(): void {
    this.#closed = true;
    const line = this.#line;
    if (!line) return;
    line.quit();
    this.#lost(line);
  }

  async #connect(): Promise<string | null> {
    if (this.#closed) return 'ECLOSED';
    if (this.#line) return null;
    const line = await openLine(this.#url, {
      replied: (from, replies) => this.#hear(from, replies),
      closed: (from) => this.#lost(from),
      waited: (from) => this.#lookAtTheClock(from),
    });
    if (typeof line === 'string') return line;
    if (this.#closed) {
      line.cut();
      return 'ECLOSED';
    }
    this.#line = line;
    this.#chunking = line.pipelining && line.chunking && !this.#chunksBroke;
    this.#answered = 0;
    this.#why = 'ECONNECTION';
    return null;
  }

  #hear(line: SmtpLine, replies: readonly SmtpReply[] | null): void {
    if (line !== this.#line) return;
    if (!replies) return this.#hangUp('EPROTOCOL');
    for (const reply of replies) this.#reply(line, reply);
    // Mails that were answered together are followed together.
    if (this.#chunking && replies.length && line === this.#line) this.#write(this.#fill());
  }

  #lookAtTheClock(line: SmtpLine): void {
    const first = this.#awaited[0];
    if (!first || line !== this.#line) return;
    const patience = first.what === 'end' ? this.#patience.end : this.#patience.reply;
    if (line.silence() > patience) this.#hangUp('ETIMEDOUT');
  }

  /** Ends the connection at once; all its mails have an outcome when this returns. */
  #hangUp(why: string): void {
    const line = this.#line;
    if (!line) return;
    this.#why = why;
    line.cut();
    this.#lost(line);
  }

  /** Returns the commands that begin the next mail; empty when nothing is left. */
  #begin(): string {
    const flight = this.#next();
    return flight ? this.#envelope(flight) : '';
  }

  /**
   * Returns as many whole mails as the window takes. RSET stands before each, because after a refused mail the next
   * MAIL would be out of order, and it is on its way before the refusal is known.
   */
  #fill(): string {
    let text = '';
    let underWay = this.#awaited.filter(({ what }) => what === 'end').length;
    while (underWay < WINDOW.mails && text.length < WINDOW.characters) {
      const flight = this.#next();
      if (!flight) break;
      underWay++;
      flight.bodySent = true;
      text += this.#probe() + this.#envelope(flight) + chunk(flight.mail);
      this.#awaited.push({ what: 'end', flight });
    }
    return text;
  }

  /** Returns RSET. Alone, it shows whether a kept connection still stands, before whole mails are at stake. */
  #probe(): string {
    this.#awaited.push({ what: 'rset' });
    return RSET;
  }

  /** Returns the next mail that can be sent; the work is done when there is none and nothing is awaited. */
  #next(): Flight | undefined {
    const queue = this.#queue;
    for (;;) {
      const index = queue && (queue.back.pop() ?? queue.next++);
      const queued = index === undefined ? undefined : queue?.mails[index];
      if (index === undefined || !queued) {
        if (!this.#awaited.length) this.#rest();
        return undefined;
      }
      const mail = typeof queued === 'function' ? queued() : queued;
      const unfit = mail ? this.#unfit(mail) : NO_MAIL;
      if (mail && !unfit) return { index, mail, bad: null, bodySent: false };
      if (queue && unfit) queue.outcomes[index] = unfit;
    }
  }

  /** Why a mail cannot be sent at all over this connection; null: it can. */
  #unfit(mail: BulkMail): SendOutcome | null {
    if (isOver(mail.before)) return LATE;
    // RFC 6531 §3.1: this server cannot take such an address.
    return this.#line?.utf8 || isPlain(mail)
      ? null
      : { status: 'rejected', code: '5.6.7', about: 'sender' };
  }

  #envelope(flight: Flight): string {
    const { mail } = flight;
    this.#awaited.push({ what: 'mail', flight });
    if (!this.#line?.pipelining) return mailFrom(mail);
    this.#awaited.push({ what: 'rcpt', flight });
    if (this.#chunking) return mailFrom(mail) + rcptTo(mail);
    this.#awaited.push({ what: 'data', flight });
    return `${mailFrom(mail)}${rcptTo(mail)}DATA\r\n`;
  }

  #rest(): void {
    const done = this.#done;
    this.#queue = undefined;
    this.#done = undefined;
    done?.();
  }

  #reply(line: SmtpLine, reply: SmtpReply): void {
    if (line !== this.#line) return;
    const awaited = this.#awaited.shift();
    if (!awaited) return this.#hangUp('ECONNECTION');
    if (reply.code === 421) return this.#serverCloses(awaited, reply);
    if (awaited.what === 'rset') return this.#goOn();
    const { what, flight } = awaited;
    switch (what) {
      case 'mail':
      case 'rcpt':
        if (reply.code >= 300) flight.bad ??= refusal(what, reply);
        if (!this.#line?.pipelining) this.#stepwise(what, flight);
        return;
      case 'data':
        return this.#answerData(flight, reply);
      case 'end':
        this.#answered++;
        this.#finish(flight, flight.bad ?? verdict(reply, 'body'));
        // With pipelining the next mail has already begun.
        this.#goOn();
    }
  }

  /** Begins the next mail when nothing is awaited. With chunks the window is filled instead, once for many replies. */
  #goOn(): void {
    if (!this.#chunking && !this.#awaited.length) this.#write(this.#begin());
  }

  /** The server is closing, whatever the command was (RFC 5321 §3.8): this is no answer about the mail. */
  #serverCloses(awaited: Awaited, reply: SmtpReply): void {
    if (awaited.what === 'end') this.#finish(awaited.flight, verdict(reply, 'body'));
    else this.#awaited.unshift(awaited);
    // It has not looked at anything that came later.
    for (const waiting of this.#awaited) {
      if (waiting.what !== 'rset') waiting.flight.bodySent = false;
    }
    this.#hangUp('ECONNECTION');
  }

  /** Sends the next command. Without pipelining, each command waits for the reply to the previous one. */
  #stepwise(what: 'mail' | 'rcpt', flight: Flight): void {
    if (flight.bad) return this.#forget(flight, flight.bad);
    if (isOver(flight.mail.before)) return this.#forget(flight, LATE);
    const next = what === 'mail' ? 'rcpt' : 'data';
    this.#awaited.push({ what: next, flight });
    this.#write(what === 'mail' ? rcptTo(flight.mail) : 'DATA\r\n');
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
    const next = this.#line?.pipelining ? this.#begin() : '';
    // A 354 for a mail whose recipient was refused gets an empty body: it goes to nobody (RFC 2920 §3.1).
    const body = flight.bad ? '' : dotStuffed(flight.mail.data);
    // Body, its end and the next envelope are one write: one system call.
    this.#write(body + BODY_END + next);
  }

  /** Resets the transaction that was begun; otherwise the next MAIL would be out of order (503). */
  #forget(flight: Flight, outcome: SendOutcome): void {
    this.#answered++;
    this.#finish(flight, outcome);
    this.#write(this.#probe() + (this.#line?.pipelining ? this.#begin() : ''));
  }

  #write(text: string): void {
    if (text) this.#line?.write(text);
  }

  #finish(flight: Flight, outcome: SendOutcome): void {
    if (this.#queue) this.#queue.outcomes[flight.index] = outcome;
  }

  /**
   * Handles a lost connection. A body without an answer may have been taken. A mail before its body was not taken and
   * may go over another connection.
   */
  #lost(line: SmtpLine): void {
    if (this.#line !== line) return;
    this.#line = undefined;
    const queue = this.#queue;
    const flights = new Set(this.#awaited.flatMap((a) => (a.what === 'rset' ? [] : a.flight)));
    this.#awaited = [];
    this.#chunksBroke ||= this.#chunking && [...flights].some((flight) => flight.bodySent);
    for (const flight of flights) {
      if (flight.bad) this.#finish(flight, flight.bad);
      else if (flight.bodySent) this.#finish(flight, { status: 'unknown', code: this.#why });
      else if (!queue || !giveBack(queue, flight.index))
        this.#finish(flight, { status: 'deferred', code: this.#why });
    }
    this.#rest();
  }
}
