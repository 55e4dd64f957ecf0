import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A signed-in SMTP connection, before any mail. */
export type SmtpSession = { socket: Socket; pipelining: boolean };

/** A refusal by the server while a session is opened. `code` is its reply, e.g. 535. */
export class SmtpRefusal extends Error {
  override readonly name = 'SmtpRefusal';
  readonly code: number;
  constructor(code: number) {
    super(`the mail server refused the session (${code})`);
    this.code = code;
  }
}

const PATIENCE = 15_000;

/**
 * Opens a session: greeting, EHLO, STARTTLS where it is offered (RFC 3207), AUTH PLAIN with the address'
 * user (RFC 4616).
 * @param url smtp://host:port or smtps://user:password@host:port
 * @throws SmtpRefusal, or the socket's error
 */
export async function openSession(url: URL, clientName: string): Promise<SmtpSession> {
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (secure ? 465 : 587));
  let socket: Socket = secure
    ? connectTls({ host, port, servername: host })
    : connectTcp({ host, port });
  socket.setNoDelay(true);
  socket.setTimeout(PATIENCE, () => socket.destroy(timedOut()));
  try {
    await once(socket, secure ? 'secureConnect' : 'connect');
    await expect(socket, 220);
    let offers = await ask(socket, `EHLO ${clientName}`, 250);
    if (!secure && /^STARTTLS$/im.test(offers)) {
      await ask(socket, 'STARTTLS', 220);
      socket = connectTls({ socket, servername: host });
      await once(socket, 'secureConnect');
      offers = await ask(socket, `EHLO ${clientName}`, 250);
    }
    if (url.username) {
      const [user, password] = [url.username, url.password].map(decodeURIComponent);
      const plain = Buffer.from(`\0${user}\0${password}`).toString('base64');
      await ask(socket, `AUTH PLAIN ${plain}`, 235);
    }
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    return { socket, pipelining: /^PIPELINING$/im.test(offers) };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

const timedOut = (): Error => Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });

async function ask(socket: Socket, command: string, expected: number): Promise<string> {
  socket.write(`${command}\r\n`);
  return expect(socket, expected);
}

/** Reads one reply, of one or more lines. @returns its texts, one per line */
async function expect(socket: Socket, expected: number): Promise<string> {
  let text = '';
  for (;;) {
    const [chunk]: unknown[] = await Promise.race([once(socket, 'data'), closed(socket)]);
    text += String(chunk);
    const last = /^(\d{3}) [^\r\n]*\r?\n$/m.exec(
      text.slice(text.lastIndexOf('\n', text.length - 2) + 1),
    );
    if (!last || !text.endsWith('\n')) continue;
    if (Number(last[1]) !== expected) throw new SmtpRefusal(Number(last[1]));
    return text.replaceAll(/^\d{3}[- ]/gm, '').replaceAll('\r', '');
  }
}

async function closed(socket: Socket): Promise<never> {
  await once(socket, 'close');
  throw Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });
}
