import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import getRawBody from 'raw-body';
import { z } from 'zod';
import '#lib/fault-words.ts';
import { wholeNumber } from '#lib/whole-number.ts';
import { isFromAPage } from './from-a-page.ts';
import type { Inbox } from './inbox.ts';

const listQuery = z.object({
  channel: z.enum(['sms', 'email']).optional(),
  to: z.string().max(320).optional(),
  limit: wholeNumber({ min: 1, max: 200 }).default(50),
  cursor: wholeNumber({ min: 1 }).optional(),
});
const textIn = z.strictObject({
  from: z
    .string()
    .regex(/^\+\d{6,15}$/, 'must be a phone number with its country code, such as +12015550123'),
  to: z
    .string()
    .regex(/^\+\d{6,15}$/, 'must be a phone number with its country code, such as +12015550123')
    .optional(),
  body: z.string().min(1).max(1600),
});

const mailIn = z.strictObject({
  from: z.string().min(3).max(320),
  to: z.string().min(3).max(320),
  subject: z.string().max(900).default(''),
  body: z.string().max(100_000).default(''),
});

/** Starts the inbox's HTTP server on loopback; the API forwards `/dev/inbox` to it. */
export async function startInboxApi(options: {
  port: number;
  inbox: Inbox;
  /** The number that receives texts unless one is given. */
  ourNumber: string;
  sendText(text: {
    from: string;
    to: string;
    body: string;
  }): Promise<{ status: number; sid: string }>;
  /** Absent where no inbound mail is configured. */
  sendMail?(mail: z.output<typeof mailIn>): Promise<{ status: number; body: unknown }>;
}): Promise<{ port: number; close: () => void }> {
  const server = createServer((req, res) => {
    handle(options, req, res).catch((error: unknown) => {
      if (error instanceof SyntaxError) {
        return reply(res, 400, { errors: [{ path: '', message: 'is not JSON' }] });
      }
      const issues = error instanceof z.ZodError ? error.issues : [];
      const errors = issues.map((i) => ({ path: i.path.join('.'), message: i.message }));
      reply(res, errors.length ? 422 : 502, { errors });
    });
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function handle(
  options: Parameters<typeof startInboxApi>[0],
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (isFromAPage(req)) return reply(res, 403, {});
  const url = new URL(req.url ?? '/', 'http://local');
  if (req.method === 'GET' && url.pathname === '/inbox') {
    const { cursor, ...query } = listQuery.parse(Object.fromEntries(url.searchParams));
    const found = await options.inbox.list({ ...query, ...(cursor ? { before: cursor } : {}) });
    return reply(res, 200, found);
  }
  if (req.method === 'GET' && url.pathname.startsWith('/inbox/')) {
    const found = await options.inbox.get(url.pathname.slice('/inbox/'.length));
    return reply(res, found ? 200 : 404, found ?? {});
  }
  if (req.method === 'POST' && url.pathname === '/inbox/sms') {
    const text = textIn.parse(await json(req));
    const sent = await options.sendText({ ...text, to: text.to ?? options.ourNumber });
    return reply(res, sent.status < 300 ? 202 : 502, { id: sent.sid, status: sent.status });
  }
  if (req.method === 'POST' && url.pathname === '/inbox/mail' && options.sendMail) {
    const taken = await options.sendMail(mailIn.parse(await json(req)));
    return reply(res, taken.status < 300 ? 202 : 502, { status: taken.status, answer: taken.body });
  }
  if (req.method === 'DELETE' && url.pathname === '/inbox') {
    options.inbox.clear();
    return reply(res, 200, {});
  }
  reply(res, 404, {});
}

const json = async (req: IncomingMessage): Promise<unknown> =>
  JSON.parse((await getRawBody(req, { limit: 128 * 1024, encoding: 'utf8' })) || '{}');

function reply(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}
