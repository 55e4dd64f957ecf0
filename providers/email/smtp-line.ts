import { errorCode } from '#lib/errors.ts';
import { createReplyReader, type SmtpReply } from './smtp-reply.ts';
import { openSession } from './smtp-session.ts';
import { isAscii } from './smtp-text.ts';

/** An open connection to a mail server that is signed in. */
export type SmtpLine = {
  pipelining: boolean;
  chunking: boolean;
  utf8: boolean;
  write(text: string): void;
  /** Milliseconds since the server said anything, or since `listen`. */
  silence(): number;
  listen(): void;
  /** Says goodbye; the process may end meanwhile. */
  quit(): void;
  /** Ends the connection at once. */
  cut(): void;
};

type Listener = {
  /** @param replies null: what came is not SMTP */
  replied(line: SmtpLine, replies: readonly SmtpReply[] | null): void;
  closed(line: SmtpLine): void;
  /** Called every second while the connection is open. */
  waited(line: SmtpLine): void;
};

/**
 * Opens a connection.
 * @returns the reason why it cannot be opened, such as `ECONNREFUSED`, in place of the connection
 */
export async function openLine(url: URL, listener: Listener): Promise<SmtpLine | string> {
  try {
    const { socket, ...offers } = await openSession(url);
    const read = createReplyReader();
    let heard = Date.now();
    const watch = setInterval(() => listener.waited(line), 1_000);
    watch.unref();
    const line: SmtpLine = {
      ...offers,
      // Node writes ASCII text without copying it first.
      write: (text) => void socket.write(text, isAscii(text) ? 'latin1' : 'utf8'),
      silence: () => Date.now() - heard,
      listen() {
        heard = Date.now();
      },
      quit() {
        clearInterval(watch);
        socket.end('QUIT\r\n');
        // Closes the socket if the server does not.
        setTimeout(() => socket.destroy(), 1_000).unref();
        socket.unref();
      },
      cut() {
        clearInterval(watch);
        socket.destroy();
      },
    };
    socket.on('data', (chunk: Buffer) => {
      heard = Date.now();
      listener.replied(line, read(chunk));
    });
    socket.on('close', () => {
      clearInterval(watch);
      listener.closed(line);
    });
    socket.resume();
    if (!socket.destroyed) return line;
    clearInterval(watch);
    return 'ECONNECTION';
  } catch (error) {
    const code = errorCode(error);
    if (code === null) return 'ECONNECTION';
    // All other codes are about the certificate, such as CERT_HAS_EXPIRED.
    return code.startsWith('E') ? code : 'ETLS';
  }
}
