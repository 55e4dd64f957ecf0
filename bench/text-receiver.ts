import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/*
 * Twilio's part in bench:sms, in a process of its own: takes every text and counts numbers and texts. It answers as
 * `bench/receiver.ts` does.
 */
let mails = 0;
let bytes = 0;
let people = new Set<string>();

const server = createServer((request, response) => {
  void text(request).then((body) => {
    mails++;
    bytes += body.length;
    people.add(new URLSearchParams(body).get('To') ?? '');
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ sid: `SM${String(mails).padStart(32, '0')}`, status: 'queued' }));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
process.on('message', () => {
  process.send?.({ mails, bytes, people: people.size, messages: mails });
  mails = 0;
  bytes = 0;
  people = new Set();
});
