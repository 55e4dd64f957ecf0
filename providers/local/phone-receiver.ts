import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import getRawBody from 'raw-body';
import calculator from 'sms-segments-calculator';
import { own } from '#lib/own.ts';
import { atMost } from './at-most.ts';
import { isFromAPage } from './from-a-page.ts';
import type { Inbox } from './inbox.ts';
import { LOST, networkWord, REFUSED, STOPPED, UNDELIVERED } from './magic-numbers.ts';
import { repliesIn, twilioPost } from './twilio-post.ts';

/*
 * Behaves like Twilio's Messages API: basic auth, form bodies, error codes, signed status callbacks (sometimes twice,
 * sometimes out of order), inbound texts and their answers, and STOP, which blocks further texts.
 */
export type PhoneOptions = {
  port: number;
  inbox: Inbox;
  accountSid: string;
  authToken: string;
  /** The API's base URL, to which inbound texts are posted. */
  webhookBase: string;
};

type Message = {
  sid: string;
  to: string;
  from: string;
  body: string;
  status: string;
  created: string;
  sent: string | null;
  error: string | null;
};

export async function startPhoneReceiver(options: PhoneOptions): Promise<{
  port: number;
  /**
   * Sends a text from a phone to one of our numbers.
   * @returns the webhook's answer
   */
  textIn(text: {
    from: string;
    to: string;
    body: string;
  }): Promise<{ status: number; sid: string }>;
  close: () => Promise<void>;
}> {
  const messages = new Map<string, Message>();
  const blocked = new Set<string>();
  const server = createServer((req, res) => {
    handle(options, messages, blocked, req, res).catch(() =>
      reply(res, 500, { code: 20500, message: 'Internal Server Error' }),
    );
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    async textIn({ from, to, body }) {
      const word = networkWord(body);
      if (word?.blocks) blocked.add(`${to}>${from}`);
      else if (word) blocked.delete(`${to}>${from}`);
      const sid = newSid();
      const fields = {
        MessageSid: sid, SmsSid: sid, AccountSid: options.accountSid, From: from, To: to, Body: body, NumMedia: '0', NumSegments: segments(body),
      }; // prettier-ignore
      const url = `${options.webhookBase}/api/v1/webhooks/twilio/sms`;
      const { status, text } = await twilioPost(options.authToken, url, fields);
      const answers = [...(word ? [word.answer] : []), ...(word?.blocks ? [] : repliesIn(text))];
      options.inbox.add(
        answers.map((answer) => ({ channel: 'sms', to: from, from: to, text: answer })),
      );
      return { status, sid };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function handle(
  options: PhoneOptions,
  messages: Map<string, Message>,
  blocked: Set<string>,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { accountSid, authToken } = options;
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  if (isFromAPage(req) || req.headers.authorization !== expected) {
    return reply(res, 401, { code: 20003, message: 'Authenticate' });
  }
  const { pathname: path, searchParams } = new URL(req.url ?? '/', 'http://local');
  const base = `/2010-04-01/Accounts/${accountSid}/Messages`;
  if (req.method === 'GET' && path.startsWith(`${base}/`)) {
    const found = messages.get(path.slice(base.length + 1).replace(/\.json$/, ''));
    return found ? reply(res, 200, resource(options, found)) : reply(res, 404, NOT_FOUND);
  }
  if (req.method === 'DELETE' && path.startsWith(`${base}/`)) {
    const known = messages.delete(path.slice(base.length + 1).replace(/\.json$/, ''));
    if (!known) return reply(res, 404, NOT_FOUND);
    res.writeHead(204);
    res.end();
    return;
  }
  if (req.method === 'GET' && path === `${base}.json`) {
    return reply(res, 200, listed(options, [...messages.values()].toReversed(), searchParams));
  }
  if (req.method !== 'POST' || path !== `${base}.json`) return reply(res, 404, NOT_FOUND);

  const form = new URLSearchParams(await text(req));
  const [to, from, body] = [form.get('To') ?? '', form.get('From') ?? '', form.get('Body') ?? ''];
  if (!body)
    return reply(res, 400, { code: 21602, message: 'Message body is required.', status: 400 });
  const fault = blocked.has(`${from}>${to}`) ? STOPPED : own(REFUSED, to);
  if (fault && (fault.status !== 500 || to === LOST)) return reply(res, fault.status, fault);
  const message: Message = {
    sid: newSid(),
    to, from, body, status: 'queued', created: rfc2822(), sent: null, error: null,
  }; // prettier-ignore
  messages.set(message.sid, message);
  if (messages.size > 20_000) messages.delete(messages.keys().next().value ?? '');
  options.inbox.add([{ channel: 'sms', to, from, text: body }]);
  const callback = form.get('StatusCallback');
  if (callback) void report(options, message, callback);
  // The text was taken, but the answer is an error: the case that must not be repeated blindly.
  if (fault) return reply(res, fault.status, fault);
  reply(res, 201, resource(options, message));
}

/** Returns the date of a time, such as `2026-11-21`. */
const day = (time: string): string => time.slice(0, 10);

/** Returns a page of messages, newest first, with Twilio's filters and paging. */
function listed(options: PhoneOptions, all: readonly Message[], asked: URLSearchParams): object {
  const size = Math.min(Number(asked.get('PageSize') ?? 50) || 50, 1000);
  const page = Number(asked.get('Page') ?? 0) || 0;
  const [to, from] = [asked.get('To'), asked.get('From')];
  const [on, since, until] = ['DateSent', 'DateSent>', 'DateSent<'].map((n) => asked.get(n) ?? '');
  const fits = (m: Message): boolean => {
    const sent = day(new Date(m.sent ?? m.created).toISOString());
    return (
      (to === null || m.to === to) &&
      (from === null || m.from === from) &&
      (!on || sent === day(on)) &&
      (!since || sent >= day(since)) &&
      (!until || sent <= day(until))
    );
  };
  const found = all.filter(fits);
  const path = `/2010-04-01/Accounts/${options.accountSid}/Messages.json`;
  const at = (number: number): string => {
    const query = new URLSearchParams(asked);
    query.set('PageSize', String(size));
    query.set('Page', String(number));
    return `${path}?${query.toString()}`;
  };
  const start = page * size;
  return {
    messages: found.slice(start, start + size).map((m) => resource(options, m)),
    page,
    page_size: size,
    start,
    end: Math.min(start + size, found.length) - 1,
    uri: at(page),
    first_page_uri: at(0),
    previous_page_uri: page > 0 ? at(page - 1) : null,
    next_page_uri: start + size < found.length ? at(page + 1) : null,
  };
}

const NOT_FOUND = { code: 20404, message: 'The requested resource was not found', status: 404 };

const resource = (options: PhoneOptions, m: Message): object => ({
  sid: m.sid, account_sid: options.accountSid, to: m.to, from: m.from, body: m.body, status: m.status,
  num_segments: segments(m.body), num_media: '0', direction: 'outbound-api', api_version: '2010-04-01', price: null,
  price_unit: 'USD', error_code: m.error && Number(m.error), error_message: null, messaging_service_sid: null,
  date_created: m.created, date_updated: m.sent ?? m.created, date_sent: m.sent, subresource_uris: {},
  uri: `/2010-04-01/Accounts/${options.accountSid}/Messages/${m.sid}.json`,
}); // prettier-ignore

/** Limits parallel callbacks, so that a campaign's reports do not block the API. */
const calling = atMost(16);

/** Sends status callbacks as in real life: one in four arrives out of order, one in eight twice. */
async function report(options: PhoneOptions, m: Message, callback: string): Promise<void> {
  const error = own(UNDELIVERED, m.to) ?? null;
  const last = error ? 'undelivered' : 'delivered';
  const dice = m.sid.charCodeAt(5);
  const order = dice % 4 === 0 ? [last, 'sent', 'queued'] : ['queued', 'sent', last];
  if (dice % 8 === 1) order.push(last);
  await pause(30);
  for (const status of order) {
    Object.assign(m, { status: last, sent: m.sent ?? rfc2822(), error });
    const fields = {
      MessageSid: m.sid, SmsSid: m.sid, AccountSid: options.accountSid, From: m.from, To: m.to,
      MessageStatus: status, SmsStatus: status, ApiVersion: '2010-04-01',
      ...(error && status === last ? { ErrorCode: error } : {}),
    }; // prettier-ignore
    await calling(() => twilioPost(options.authToken, callback, fields)).catch(() => undefined);
    await pause(20);
  }
}

/** The time in whole seconds: `Sat, 21 Nov 2026 10:00:00 +0000`. */
const rfc2822 = (): string => new Date().toUTCString().replace('GMT', '+0000');
const newSid = (): string => `SM${randomBytes(16).toString('hex')}`;
/** Counts segments of at most the characters that Twilio takes; a longer text would take minutes. */
const segments = (body: string): string =>
  String(new calculator.SegmentedMessage(body.slice(0, MOST_TEXT)).segmentsCount);
const MOST_TEXT = 1_600;

const text = (req: IncomingMessage): Promise<string> =>
  getRawBody(req, { limit: 64 * 1024, encoding: 'utf8' });

function reply(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
