import { createServer } from 'node:net';

/*
 * Who is told a port binds it seconds later. Meanwhile nobody may get it: so it is none of those that systems give
 * to connections by themselves (from 32768 on Linux, 49152 elsewhere), and each process tells ports of its own.
 */
/** Above the last one that browsers do not talk to (10080). */
const FIRST = 11_000;
const BLOCKS = 980;
const BLOCK = 22;
let told = 0;

/** A port that is free now on loopback: `wanted` if it is, else any. */
export async function freePort(wanted = 0): Promise<number> {
  if (wanted && (await tryPort(wanted))) return wanted;
  for (let tries = 0; tries < BLOCK * BLOCKS; tries++) {
    const block = (process.pid + Math.floor(tries / BLOCK)) % BLOCKS;
    const port = await tryPort(FIRST + block * BLOCK + (told++ % BLOCK));
    if (port) return port;
  }
  throw new Error('no port is free');
}

/** Whether a port on loopback can be bound now; answers the port bound (for 0, which one). */
export const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
