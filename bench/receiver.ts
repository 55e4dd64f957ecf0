import { createServer, type Socket } from 'node:net';

/*
 * The SMTP receiver of the benchmark in its own process: accepts everything and stores only the recipients. It finds
 * commands and bodies by native searches, so that the receiver itself is not what is measured; the baseline sender
 * shows its limit.
 */
const END = Buffer.from('\r\n.\r\n');
const LINE = Buffer.from('\r\n');
const MESSAGE_ID = Buffer.from('Message-ID: <');
/** Headers come first and are short. */
const HEAD = 2_000;

let mails = 0;
let bytes = 0;
let people = new Set<string>();
let messages = new Set<string>();

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  serve(socket);
});

function serve(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  let inBody = false;
  /** Bytes of a body by BDAT that is awaited. */
  let chunk = 0;
  let to = '';
  socket.write('220 receiver\r\n');
  socket.on('data', (part: Buffer) => {
    const data = rest.length ? Buffer.concat([rest, part]) : part;
    let at = 0;
    let replies = '';
    for (;;) {
      if (chunk) {
        if (data.length - at < chunk) break;
        took(data, at, at + chunk);
        at += chunk;
        chunk = 0;
        replies += '250 ok\r\n';
        continue;
      }
      const end = data.indexOf(inBody ? END : LINE, at);
      if (end < 0) break;
      if (inBody) {
        took(data, at, end);
        inBody = false;
        at = end + END.length;
        replies += '250 ok\r\n';
        continue;
      }
      // The first letter identifies the command: EHLO, MAIL, RCPT, DATA, BDAT, RSET, QUIT, NOOP.
      const letter = data[at];
      if (letter === 0x45) replies += '250-receiver\r\n250-PIPELINING\r\n250 CHUNKING\r\n';
      else if (letter === 0x42) chunk = Number.parseInt(data.toString('latin1', at + 5, end), 10);
      else if (letter === 0x44) {
        inBody = true;
        replies += '354 go\r\n';
      } else if (letter === 0x51) replies += '221 bye\r\n';
      else {
        if (data[at + 1] === 0x43) to = data.toString('latin1', at + 9, end - 1);
        replies += '250 ok\r\n';
      }
      at = end + LINE.length;
    }
    rest = data.subarray(at);
    if (replies) socket.write(replies);
  });

  function took(data: Buffer, from: number, end: number): void {
    mails++;
    bytes += end - from;
    people.add(to);
    messages.add(messageId(data.subarray(from, Math.min(end, from + HEAD))));
  }
}

function messageId(head: Buffer): string {
  const at = head.indexOf(MESSAGE_ID) + MESSAGE_ID.length;
  return head.toString('latin1', at, head.indexOf('>', at));
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
process.on('message', () => {
  process.send?.({ mails, bytes, people: people.size, messages: messages.size });
  mails = 0;
  bytes = 0;
  people = new Set();
  messages = new Set();
});
process.once('disconnect', () => process.exit(0));
