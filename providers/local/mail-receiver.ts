import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Inbox, Received } from './inbox.ts';

/*
 * A small SMTP receiver (RFC 5321 with PIPELINING, CHUNKING and 8BITMIME). The library smtp-server takes about a thousand mails
 * a second; this receiver must not be the bottleneck of a campaign. Mails are stored in batches after they were
 * accepted, and parsed when somebody looks.
 *
 * Addresses that fail on purpose: bounce…@ is refused (550), defer…@ is deferred (451), cut…@ drops the connection
 * after the body without a reply. For mails that are accepted and come back later see mail-answers.ts.
 */
const END = Buffer.from('\r\n.\r\n');
/** How long mails are collected, in milliseconds: one transaction stores many. */
const GATHER = 20;
/** Larger mails are refused (552). */
const LARGEST = 32 * 1024 * 1024;

type Session = {
  from: string;
  to: string[];
  data: boolean;
  /** The chunk of BDAT that is awaited, in bytes (RFC 3030). */
  chunk: { size: number; last: boolean } | null;
  chunks: Buffer[];
  buffer: Buffer;
};
type Raw = { from: string; to: string[]; source: Buffer };

export async function startMailReceiver(options: {
  port: number;
  inbox: Inbox;
  /** Called for each accepted mail. */
  taken?: (mail: { from: string; to: string; source: Buffer }) => void;
}): Promise<{
  port: number;
  /** Stores all accepted mails in the inbox now. */
  flush: () => void;
  close: () => Promise<void>;
}> {
  let waiting: Received[] = [];
  const keep = (): void => {
    const batch = waiting;
    waiting = [];
    if (batch.length) options.inbox.add(batch);
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket, ({ from, to, source }) => {
      if (!waiting.length) setTimeout(keep, GATHER);
      for (const recipient of to) {
        waiting.push({ channel: 'email', to: recipient, from, source });
        options.taken?.({ from, to: recipient, source });
      }
    });
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    flush: keep,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      keep();
    },
  };
}

function serve(socket: Socket, accepted: (mail: Raw) => void): void {
  const session: Session = {
    from: '',
    to: [],
    data: false,
    chunk: null,
    chunks: [],
    buffer: Buffer.alloc(0),
  };
  socket.write('220 assent.local ESMTP\r\n');
  socket.on('data', (chunk: Buffer) => {
    session.buffer = session.buffer.length ? Buffer.concat([session.buffer, chunk]) : chunk;
    const replies: string[] = [];
    while (step(socket, session, replies, accepted)) continue;
    if (replies.length && !socket.destroyed) socket.write(replies.join(''));
  });
}

/**
 * Takes one command or one body from the buffer.
 * @returns whether the buffer may have more
 */
function step(
  socket: Socket,
  s: Session,
  replies: string[],
  accepted: (mail: Raw) => void,
): boolean {
  if (s.chunk) return takeChunk(socket, s, s.chunk, replies, accepted);
  if (s.data) {
    // An empty mail ends with the dot alone.
    const none = s.buffer.indexOf('.\r\n') === 0;
    const end = none ? -2 : s.buffer.indexOf(END);
    if (!none && end < 0) {
      if (s.buffer.length > LARGEST) socket.end('552 5.3.4 Too large\r\n');
      return false;
    }
    // A copy: a slice of a socket's buffer would keep the whole buffer in memory.
    const source = Buffer.from(undotted(s.buffer.subarray(0, end + 2)));
    s.buffer = s.buffer.subarray(end + END.length);
    s.data = false;
    return take(socket, s, source, replies, accepted);
  }
  const end = s.buffer.indexOf('\r\n');
  if (end < 0) return false;
  const line = s.buffer.subarray(0, end).toString();
  s.buffer = s.buffer.subarray(end + 2);
  replies.push(answer(socket, s, line));
  return true;
}

/** Accepts a whole mail. @returns whether the connection goes on */
function take(
  socket: Socket,
  s: Session,
  source: Buffer,
  replies: string[],
  accepted: (mail: Raw) => void,
): boolean {
  accepted({ from: s.from, to: s.to, source });
  if (s.to.some((to) => to.startsWith('cut'))) {
    // What was answered before is not lost.
    socket.end(replies.splice(0).join(''));
    socket.destroySoon();
    return false;
  }
  replies.push('250 2.0.0 Ok: queued\r\n');
  s.to = [];
  s.chunks = [];
  return true;
}

/** Takes one chunk; one that nobody receives is read and refused. */
function takeChunk(
  socket: Socket,
  s: Session,
  { size, last }: { size: number; last: boolean },
  replies: string[],
  accepted: (mail: Raw) => void,
): boolean {
  if (s.buffer.length < size) return false;
  if (s.to.length) s.chunks.push(Buffer.from(s.buffer.subarray(0, size)));
  s.buffer = s.buffer.subarray(size);
  s.chunk = null;
  if (!s.to.length) {
    replies.push('554 5.5.1 No valid recipients\r\n');
    return true;
  }
  if (last) return take(socket, s, Buffer.concat(s.chunks), replies, accepted);
  replies.push('250 2.0.0 Ok\r\n');
  return true;
}

function answer(socket: Socket, s: Session, line: string): string {
  const verb = line.slice(0, 4).toUpperCase();
  switch (verb) {
    case 'EHLO':
      return '250-assent.local\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n';
    case 'HELO':
    case 'NOOP':
      return '250 Ok\r\n';
    case 'RSET':
      s.to = [];
      s.chunks = [];
      return '250 Ok\r\n';
    case 'MAIL':
      s.from = addressIn(line);
      s.to = [];
      return '250 2.1.0 Ok\r\n';
    case 'RCPT': {
      const to = addressIn(line);
      if (to.startsWith('bounce')) return '550 5.1.1 No such mailbox\r\n';
      if (to.startsWith('defer')) return '451 4.7.1 Come back later\r\n';
      s.to.push(to);
      return '250 2.1.5 Ok\r\n';
    }
    case 'DATA':
      if (!s.to.length) return '554 5.5.1 No valid recipients\r\n';
      s.data = true;
      return '354 End with a line of one dot\r\n';
    case 'BDAT':
      return beginChunk(socket, s, line);
    case 'QUIT':
      setImmediate(() => socket.end());
      return '221 2.0.0 Bye\r\n';
    default:
      return '502 5.5.2 Unknown command\r\n';
  }
}

/** The answer comes with the end of the chunk; a command that cannot be read leaves no way to find its end. */
function beginChunk(socket: Socket, s: Session, line: string): string {
  const [, digits, last] = /^BDAT (\d{1,8})( LAST)?$/i.exec(line) ?? [];
  const size = Number(digits ?? NaN);
  const sum = s.chunks.reduce((all, chunk) => all + chunk.length, 0) + size;
  if (!(sum <= LARGEST)) {
    setImmediate(() => socket.end());
    return digits ? '552 5.3.4 Too large\r\n' : '501 5.5.4 BDAT takes a length\r\n';
  }
  s.chunk = { size, last: Boolean(last) };
  return '';
}

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? '';

/** Reverses dot-stuffing (RFC 5321 §4.5.2). */
const undotted = (source: Buffer): Buffer =>
  source[0] === 0x2e || source.includes('\r\n..')
    ? Buffer.from(source.toString('latin1').replaceAll(/(^|\r\n)\.\./g, '$1.'), 'latin1')
    : source;
