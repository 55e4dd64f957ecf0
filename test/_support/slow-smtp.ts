import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';

/** A mail server that is slow for each mail. `taken` has the time of each body, by `performance.now()`. */
export async function slowSmtp(
  t: ExecutionContext,
  options: { ms: number; pipelining: boolean },
): Promise<{ url: string; taken: number[] }> {
  const taken: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.write('220 hi\r\n');
    let rest = '';
    let inBody = false;
    let turn = Promise.resolve();
    const answer = (line: string): void => {
      if (line === 'DATA') {
        inBody = true;
        return void socket.write('354 go\r\n');
      }
      if (line.startsWith('EHLO')) {
        return void socket.write(`250-hi\r\n${options.pipelining ? '250-PIPELINING\r\n' : ''}250 8BITMIME\r\n`); // prettier-ignore
      }
      socket.write('250 ok\r\n');
    };
    /** Handles one line after the other; later lines wait meanwhile. */
    const next = async (line: string): Promise<void> => {
      if (!inBody) return answer(line);
      if (line !== '.') return;
      inBody = false;
      taken.push(performance.now());
      await new Promise((done) => setTimeout(done, options.ms));
      socket.write('250 taken\r\n');
    };
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      const lines = rest.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) turn = turn.then(() => next(line));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { url: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, taken };
}
