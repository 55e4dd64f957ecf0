import { createServer } from 'node:net';

/*
 * A port that is handed out here is bound seconds later, and nobody else may get it meanwhile. So ports come from
 * below the range that systems assign to connections by themselves (from 32768 on Linux, 49152 elsewhere), and each
 * process hands out different ports.
 */
/** Above the last port that browsers refuse (10080). */
const FIRST = 11_000;
const BLOCKS = 980;
const BLOCK = 22;
let handedOut = 0;

/** Returns a port that is free now on loopback: `wanted` if possible, otherwise any. */
export async function freePort(wanted = 0): Promise<number> {
  if (wanted && (await tryPort(wanted))) return wanted;
  for (let tries = 0; tries < BLOCK * BLOCKS; tries++) {
    const block = (process.pid + Math.floor(tries / BLOCK)) % BLOCKS;
    const port = await tryPort(FIRST + block * BLOCK + (handedOut++ % BLOCK));
    if (port) return port;
  }
  throw new Error('no port is free');
}

/** Tries to bind a port on loopback; returns the bound port (for 0, an assigned one), or undefined. */
export const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
