import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

export type PhoneCompany = {
  url: string;
  /** Resolves with the time when the next text to a number arrived, in milliseconds of this machine's clock. */
  arrival(to: string): Promise<number>;
  stop(): Promise<void>;
};

/** Accepts texts like Twilio and records the time: the end of the measured interval of a verification. */
export async function startPhoneCompany(): Promise<PhoneCompany> {
  const waiting = new Map<string, (at: number) => void>();
  let texts = 0;
  const server = createServer((request, response) => {
    const at = performance.timeOrigin + performance.now();
    void text(request).then((body) => {
      waiting.get(new URLSearchParams(body).get('To') ?? '')?.(at);
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ sid: `SM${String(++texts).padStart(32, '0')}`, status: 'queued' }),
      );
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    arrival: (to) =>
      new Promise((came) => {
        waiting.set(to, (at) => {
          waiting.delete(to);
          came(at);
        });
      }),
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
