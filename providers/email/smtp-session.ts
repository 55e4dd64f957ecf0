import { hostname } from 'node:os';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { createReplyReader, type SmtpReply } from './smtp-reply.ts';

/** A signed-in SMTP connection, before any mail. Its socket has no listeners. */
export type SmtpSession = { socket: Socket; pipelining: boolean; chunking: boolean; utf8: boolean };

/**
 * The server accepted the connection but refused the session: a matter of settings, not of a mail. `code` is
 * nodemailer's: EGREETING, EPROTOCOL, ETLS or EAUTH.
 */
export class SmtpRefusal extends Error {
  override readonly name = 'SmtpRefusal';
  readonly code: string;
  constructor(code: string, reply: number) {
    super(`the mail server refused the session (${code}, ${reply})`);
    this.code = code;
  }
}

const PATIENCE = 15_000;

/**
 * Opens a session: greeting, EHLO, STARTTLS where offered (RFC 3207), AUTH PLAIN or LOGIN with the user in the
 * address (RFC 4616). The address may have nodemailer's `requireTLS`, `ignoreTLS` and `tls.rejectUnauthorized`.
 * @param url smtp://host:port or smtps://user:password@host:port
 * @throws {SmtpRefusal} when the server refuses the session
 * @throws {Error} the socket's error
 */
export async function openSession(url: URL): Promise<SmtpSession> {
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (secure ? 465 : 587));
  const flag = (name: string): boolean => url.searchParams.get(name) === 'true';
  const tls: ConnectionOptions = {
    // An IP address is never sent as the server name (RFC 6066 §3).
    ...(isIP(host) ? { host } : { servername: host }),
    rejectUnauthorized: url.searchParams.get('tls.rejectUnauthorized') !== 'false',
  };
  let line = dialogue(secure ? connectTls({ ...tls, host, port }) : connectTcp({ host, port }));
  try {
    await line.expect(220, 'EGREETING');
    let offers = await line.ask(`EHLO ${clientName()}`, 250, 'EPROTOCOL');
    if (!secure && !flag('ignoreTLS')) {
      if (offers.some((o) => /^STARTTLS$/i.test(o))) {
        await line.ask('STARTTLS', 220, 'ETLS');
        line = dialogue(connectTls({ ...tls, socket: line.release() }));
        offers = await line.ask(`EHLO ${clientName()}`, 250, 'EPROTOCOL');
      } else if (flag('requireTLS')) {
        throw new SmtpRefusal('ETLS', 0);
      }
    }
    if (url.username) await signIn(line, url, offers);
    const offered = (word: RegExp): boolean => offers.some((o) => word.test(o));
    return {
      socket: line.release(),
      pipelining: offered(/^PIPELINING$/i),
      chunking: offered(/^CHUNKING$/i),
      utf8: offered(/^SMTPUTF8$/i),
    };
  } catch (error) {
    line.release().destroy();
    throw error;
  }
}

async function signIn(line: Dialogue, url: URL, offers: readonly string[]): Promise<void> {
  const [user = '', password = ''] = [url.username, url.password].map(decodeURIComponent);
  const methods = offers.find((o) => /^AUTH[ =]/i.test(o)) ?? 'AUTH PLAIN';
  if (/\bPLAIN\b/i.test(methods)) {
    await line.ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, 235, 'EAUTH');
  } else {
    await line.ask('AUTH LOGIN', 334, 'EAUTH');
    await line.ask(base64(user), 334, 'EAUTH');
    await line.ask(base64(password), 235, 'EAUTH');
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

type Dialogue = {
  /**
   * Waits for the next reply.
   * @returns its lines
   */
  expect(expected: number, blame: string): Promise<string[]>;
  ask(command: string, expected: number, blame: string): Promise<string[]>;
  /** Returns the socket without our listeners. */
  release(): Socket;
};

/** Sends commands and reads replies in turn, each within `PATIENCE`. */
function dialogue(socket: Socket): Dialogue {
  const read = createReplyReader();
  const replies: SmtpReply[] = [];
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    wake?.();
  };
  const onData = (chunk: Buffer): void => {
    const more = read(chunk);
    if (!more) return fail(new SmtpRefusal('EPROTOCOL', 0));
    replies.push(...more);
    if (replies.length) wake?.();
  };
  const onClose = (): void => fail(withCode('the connection was closed', 'ECONNECTION'));
  const onTimeout = (): void => fail(withCode('timed out', 'ETIMEDOUT'));
  socket.setNoDelay(true);
  socket.setTimeout(PATIENCE, onTimeout);
  socket.on('data', onData).on('error', fail).on('close', onClose);
  const expect: Dialogue['expect'] = async (expected, blame) => {
    if (!replies.length && !failure) await new Promise<void>((done) => (wake = done));
    const reply = replies.shift();
    if (!reply) throw failure ?? withCode('no reply', 'ECONNECTION');
    // More data behind this reply was injected by somebody before TLS began (CVE-2011-0411).
    if (replies.length) throw new SmtpRefusal('EPROTOCOL', reply.code);
    if (reply.code !== expected) throw new SmtpRefusal(blame, reply.code);
    return reply.lines;
  };
  return {
    expect,
    ask(command, expected, blame) {
      if (!socket.destroyed) socket.write(`${command}\r\n`);
      return expect(expected, blame);
    },
    release() {
      socket.setTimeout(0);
      socket.off('timeout', onTimeout).off('data', onData).off('error', fail).off('close', onClose);
      // Until new listeners are added, an error must not end the process.
      socket.on('error', () => undefined);
      socket.pause();
      return socket;
    },
  };
}

const withCode = (message: string, code: string): Error =>
  Object.assign(new Error(message), { code });

/** Returns our name for EHLO: a full host name, otherwise an address (RFC 5321 §4.1.4). */
const clientName = (): string => {
  const name = hostname();
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(name) ? name : '[127.0.0.1]';
};
