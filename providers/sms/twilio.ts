import twilio from 'twilio';
import type { SendOutcome } from '../outcome.ts';
import type { SmsMessage, SmsProvider } from './provider.ts';

export type TwilioOptions = {
  accountSid: string;
  authToken: string;
  /** Where the REST API is; the real one unless given. */
  apiBase?: string | undefined;
  from: string;
  /** The public address of our status webhook for a message. */
  statusCallback: (reference: SmsMessage['reference']) => string;
};

const TIMEOUT = 15_000;

/** Texts through Twilio's own client. */
export function createTwilioSms(options: TwilioOptions): SmsProvider {
  const client = twilio(options.accountSid, options.authToken, {
    httpClient: new RedirectedClient(options.apiBase),
    autoRetry: false,
  });
  return {
    async send(message) {
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
    },
  };
}

/** The official client, pointed at another host (the local stand-in). */
class RedirectedClient extends twilio.RequestClient {
  readonly #base: string | undefined;
  constructor(base: string | undefined) {
    super({ timeout: TIMEOUT, keepAlive: true, autoRetry: false });
    this.#base = base?.replace(/\/$/, '');
  }
  override request: twilio.RequestClient['request'] = (opts) => {
    const uri = this.#base ? opts.uri.replace('https://api.twilio.com', this.#base) : opts.uri;
    return super.request({ ...opts, uri });
  };
}

/** No connection was made, so nothing was sent. */
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN']);

/**
 * What an error means for the message. POST Messages is not idempotent: after a 5xx or a time-out it may
 * have been sent (Twilio error 20500), so only a clear refusal is repeated.
 */
function outcomeOf(error: unknown): SendOutcome {
  const field = (name: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  const status = field('status');
  const code = String(field('code') ?? status ?? 'unknown');
  if (typeof status === 'number') {
    if (status === 429) return { status: 'deferred', code, retryAfterMs: 1_000 };
    if (status >= 400 && status < 500) return { status: 'rejected', code };
    return { status: 'unknown', code };
  }
  return NEVER_LEFT.has(code) ? { status: 'deferred', code } : { status: 'unknown', code };
}
