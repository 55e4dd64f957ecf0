import twilio from 'twilio';
import { z } from 'zod';
import { createFairSlots } from '#lib/fair-slots.ts';
import { wholeNumber } from '#lib/whole-number.ts';
import type { About, SendOutcome } from '../outcome.ts';
import { isOver, LATE } from '../late.ts';
import type { Bill, SmsMessage, SmsProvider } from './provider.ts';
import { NeverLeft, Throttled, TwilioHttp } from './twilio-http.ts';

export type TwilioOptions = {
  accountSid: string;
  authToken: string;
  /** Base URL of the REST API. Default: Twilio's. */
  apiBase?: string | undefined;
  from: string;
  /** Returns the public URL of our status webhook for a message. */
  statusCallback: (reference: SmsMessage['reference']) => string;
  /** Time-out for an answer, in milliseconds. */
  timeoutMs?: number;
};

const TIMEOUT = 15_000;
/** Texts at the same time: of everybody, as far as they do not hang, and of one organisation. */
const AT_ONCE = { common: 100, each: 100, slowMs: 1_000 };

/**
 * Sends texts through Twilio's own client. Organisations take turns, and one whose texts hang holds up nobody else; nor
 * do its messages hold up its codes.
 */
export function createTwilioSms(options: TwilioOptions): SmsProvider {
  const client = twilio(options.accountSid, options.authToken, {
    httpClient: new TwilioHttp({
      base: options.apiBase,
      timeoutMs: options.timeoutMs ?? TIMEOUT,
    }),
    autoRetry: false,
  });
  const slots = createFairSlots(AT_ONCE);
  const give = async (message: SmsMessage): Promise<SendOutcome> => {
    if (isOver(message.before)) return LATE;
    try {
      const made = await client.messages.create({
        to: message.to,
        from: options.from,
        body: message.body,
        statusCallback: options.statusCallback(message.reference),
      });
      return { status: 'accepted', providerMessageId: made.sid };
    } catch (error) {
      return outcomeOf(error);
    }
  };
  return {
    send(message) {
      const { kind, tenantId } = message.reference;
      return slots.run(`${kind}:${tenantId}`, () => give(message));
    },
    async sentTo(to, since) {
      try {
        const list = await client.messages.list({ to, from: options.from, limit: MOST_LISTED });
        return (
          list
            // Times are in seconds, by Twilio's clock. Answers to inbound texts are left out: they are not ours to
            // match.
            .filter((m) => m.direction === 'outbound-api' && m.dateCreated >= since)
            .map((m) => ({
              providerMessageId: m.sid,
              body: m.body,
              status: m.status,
              errorCode: m.errorCode ? String(m.errorCode) : null,
              createdAt: m.dateCreated,
              billed: billIn(m),
            }))
        );
      } catch {
        return null;
      }
    },
    async billOf(providerMessageId) {
      try {
        return billIn(await client.messages(providerMessageId).fetch());
      } catch {
        return null;
      }
    },
    async forget(providerMessageId) {
      try {
        await client.messages(providerMessageId).remove();
      } catch (error) {
        if (failure.parse(Object(error)).status === 404) return;
        throw new Error('the provider did not delete a text', { cause: error });
      }
    },
  };
}

/** A charge is negative (`-0.00830`); an unknown one is null or absent. */
const billed = z.object({
  price: z
    .string()
    .regex(/^-?\d{1,6}(\.\d{1,6})?$/)
    .nullable()
    .catch(null),
  priceUnit: z
    .string()
    .regex(/^[A-Za-z]{3}$/)
    .nullable()
    .catch(null),
  numSegments: wholeNumber({ min: 1, max: 100 }).nullable().catch(null),
});

/** Returns the charge for a text from Twilio's record or from a report. */
export function billIn(record: {
  price?: unknown;
  priceUnit?: unknown;
  numSegments?: unknown;
}): Bill {
  const { price, priceUnit, numSegments } = billed.parse(record);
  const known = price !== null && priceUnit !== null;
  return {
    price: known ? price.replace('-', '') : null,
    currency: known ? priceUnit.toUpperCase() : null,
    segments: numSegments,
  };
}

/** Most texts to one number that are listed since an uncertain message. Only a runaway sender would exceed it. */
const MOST_LISTED = 200;

/** The sender's number is not ours, or may not send there (21606, 21659, 21660, 21212). */
const SENDER = new Set(['21212', '21603', '21606', '21659', '21660']);

/** Errors about the recipient's number, whatever we send (docs of the error codes). */
const RECIPIENT = new Set([
  '21211', '21214', '21217', '21401', '21407', '21421', '21612', '21614', '21635',
]); // prettier-ignore
/** The person texted STOP to our number. */
const OPTED_OUT = '21610';

const aboutOf = (code: string): About =>
  code === OPTED_OUT ? 'opted_out' : RECIPIENT.has(code) ? 'recipient' : 'sender';

/** Twilio's error fields: its own code and the HTTP status, or the system's code. */
const failure = z.object({
  status: z.number().optional().catch(undefined),
  code: z.union([z.number(), z.string()]).optional().catch(undefined),
});

/**
 * Returns the outcome of an error. POST Messages is not idempotent: after a 5xx or a time-out the text may have been
 * sent (Twilio error 20500), so only a clear refusal is repeated. A refused sign-in or sender is a fault of our
 * settings: no recipient is to blame.
 */
function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof NeverLeft) return { status: 'deferred', code: error.code };
  if (error instanceof Throttled) {
    const { code, retryAfterMs: wait } = error;
    // A 503 with Retry-After has not taken the text; any other may have.
    if (error.status === 503 && wait === undefined) return { status: 'unknown', code };
    return {
      status: 'deferred',
      code,
      throttled: true,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    };
  }
  const { status, code: named } = failure.parse(Object(error));
  const code = String(named ?? status ?? 'unknown');
  if (status === undefined) return { status: 'unknown', code };
  if (status === 401 || status === 403) return { status: 'deferred', code: 'EAUTH' };
  if (SENDER.has(code)) return { status: 'deferred', code: 'ESENDER' };
  if (status >= 400 && status < 500) return { status: 'rejected', code, about: aboutOf(code) };
  return { status: 'unknown', code };
}
