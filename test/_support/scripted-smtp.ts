import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';
import { openBulkSmtp, type BulkMail, type BulkSmtp } from '#providers/email/bulk-smtp.ts';

export const mailFor = (to: string, body = 'Hello\r\n'): BulkMail => ({
  from: 'us@example.com',
  to,
  data: `From: us@example.com\r\nTo: ${to}\r\nSubject: Hi\r\n\r\n${body}`,
});

type Said = { line: string; to: string; hangUp: () => void };
type Options = {
  pipelining: boolean;
  /** Answers 354 although no recipient was accepted. */
  lax?: boolean;
  /** Most connections at once; more are turned away with 421. */
  most?: number;
  /** Number of the client's connections. */
  lines?: number;
  /** Sends replies in pieces of three bytes. */
  dribble?: boolean;
  greeting?: string;
  patience?: { reply: number; end: number };
};

/** The default answers of a strict server (like Postfix: a second MAIL without RSET is out of order). */
type Session = { to: string; begun: boolean; taken: boolean };

/**
 * A hostile mail server. It answers like a strict one unless `answer` returns something else; '' means silence from
 * then on. It hangs up before the answer. `bodies` are the received bytes, with stuffed dots.
 */
export async function scriptedSmtp(
  t: ExecutionContext,
  options: Options,
  answer: (said: Said) => string | undefined,
): Promise<{
  url: string;
  bulk: BulkSmtp;
  delivered: string[];
  begun: string[];
  bodies: string[];
  connections(): number;
  cutAll(): void;
}> {
  const seen = { delivered: [] as string[], begun: [] as string[], bodies: [] as string[] };
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    if (sockets.size >= (options.most ?? Infinity)) return void socket.end('421 too many\r\n');
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    const session: Session = { to: '', begun: false, taken: false };
    let text = '';
    let body: string[] | null = null;
    const state = { gone: false };
    const hangUp = (): void => {
      state.gone = true;
    };
    socket.setNoDelay(true);
    socket.write(options.greeting ?? '220 hi\r\n');
    let saying = Promise.resolve();
    const say = (reply: string): void => {
      if (!options.dribble) return void socket.write(reply);
      for (const piece of reply.match(/[^]{1,3}/g) ?? []) {
        saying = saying
          .then(() => new Promise<void>((done) => setTimeout(done, 1)))
          .then(() => void socket.write(piece));
      }
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n'); end >= 0 && !state.gone; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (body && line !== '.') {
          body.push(`${line}\r\n`);
          continue;
        }
        if (body) seen.bodies.push(body.join(''));
        if (line.startsWith('RCPT')) session.to = line.slice('RCPT TO:<'.length, -1);
        if (line.startsWith('RCPT')) seen.begun.push(session.to);
        const scripted = answer({ line, to: session.to, hangUp });
        const reply = scripted ?? usual(line, session, options);
        if (line.startsWith('RCPT')) session.taken = reply.startsWith('250');
        if (body && reply.startsWith('250') && session.taken) seen.delivered.push(session.to);
        if (body) session.begun = false;
        body = reply.startsWith('354') ? [] : null;
        if (state.gone && !reply.startsWith('421')) return void socket.destroy();
        if (reply) say(reply);
        else state.gone = true;
        if (reply && state.gone) socket.end();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const bulk = openBulkSmtp({
    url,
    connections: options.lines ?? 1,
    ...(options.patience ? { patience: options.patience } : {}),
  });
  t.teardown(() => bulk.close());
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  t.teardown(() => {
    cutAll();
    server.close();
  });
  return { url, bulk, ...seen, connections: () => connections, cutAll };
}

function usual(line: string, session: Session, options: Options): string {
  if (line.startsWith('EHLO')) {
    return `250-hi\r\n${options.pipelining ? '250-PIPELINING\r\n' : ''}250 8BITMIME\r\n`;
  }
  if (line.startsWith('MAIL')) {
    if (session.begun) return '503 5.5.1 nested MAIL command\r\n';
    session.begun = true;
    session.taken = false;
    return '250 ok\r\n';
  }
  if (line.startsWith('RCPT')) return session.begun ? '250 ok\r\n' : '503 need MAIL\r\n';
  if (line === 'DATA') {
    return session.taken || options.lax ? '354 go\r\n' : '554 5.5.1 no valid recipients\r\n';
  }
  if (line === 'RSET') session.begun = false;
  return '250 ok\r\n';
}
