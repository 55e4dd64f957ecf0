import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';
import { openBulkSmtp, type BulkMail, type BulkSmtp } from '#providers/email/bulk-smtp.ts';

export const mailFor = (to: string, body = 'Hello\r\n'): BulkMail => ({
  from: 'us@example.com',
  to,
  data: `From: us@example.com\r\nTo: ${to}\r\nSubject: Hi\r\n\r\n${body}`,
});

type Said = {
  line: string;
  from: string;
  to: string;
  /** Hangs up instead of the answer. */
  hangUp: () => void;
  /** Hangs up in the middle of the next body. */
  cutBody: () => void;
};
type Options = {
  pipelining: boolean;
  /** Offers BDAT as well. Its end is told to `answer` as the line '.', like that of DATA. */
  chunking?: boolean;
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
type Session = { from: string; to: string; begun: boolean; taken: boolean };

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
    const session: Session = { from: '', to: '', begun: false, taken: false };
    let text = '';
    let body: string[] | null = null;
    /** Bytes of a chunk that are awaited. */
    let chunk: number | null = null;
    const state = { gone: false, cut: false };
    const hangUp = (): void => {
      state.gone = true;
    };
    const cutBody = (): void => {
      state.cut = true;
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
    const answerTo = (line: string, ends: boolean): void => {
      if (line.startsWith('MAIL')) session.from = /<([^>]*)>/.exec(line)?.[1] ?? '';
      if (line.startsWith('RCPT')) session.to = line.slice('RCPT TO:<'.length, -1);
      if (line.startsWith('RCPT')) seen.begun.push(session.to);
      const scripted = answer({ line, from: session.from, to: session.to, hangUp, cutBody });
      const reply = scripted ?? usual(line, session, options);
      if (line.startsWith('RCPT')) session.taken = reply.startsWith('250');
      if (ends && reply.startsWith('250') && session.taken) seen.delivered.push(session.to);
      // A refused chunk leaves the mail begun, as Postfix does.
      if (ends && (body || reply.startsWith('250'))) session.begun = false;
      body = reply.startsWith('354') ? [] : null;
      if (state.gone && !reply.startsWith('421')) return void socket.destroy();
      if (reply) say(reply);
      else state.gone = true;
      if (reply && state.gone) socket.end();
    };
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      while (!state.gone) {
        if (state.cut && text && (chunk !== null || body)) {
          state.gone = true;
          return void socket.destroy();
        }
        if (chunk !== null) {
          if (text.length < chunk) break;
          seen.bodies.push(text.slice(0, chunk));
          text = text.slice(chunk);
          chunk = null;
          answerTo('.', true);
          continue;
        }
        const end = text.indexOf('\r\n');
        if (end < 0) break;
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        const size = /^BDAT (\d+) LAST$/.exec(line)?.[1];
        if (size && !body) {
          chunk = Number(size);
        } else if (body && line !== '.') {
          body.push(`${line}\r\n`);
        } else {
          if (body) seen.bodies.push(body.join(''));
          answerTo(line, body !== null);
        }
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
    const offers = [options.pipelining && 'PIPELINING', options.chunking && 'CHUNKING'];
    return ['hi', ...offers.filter(Boolean), '8BITMIME']
      .map((offer, i, all) => `250${i + 1 < all.length ? '-' : ' '}${offer}\r\n`)
      .join('');
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
  if (line === '.' && !session.taken) return '554 5.5.1 no valid recipients\r\n';
  if (line === 'RSET') session.begun = false;
  return '250 ok\r\n';
}
