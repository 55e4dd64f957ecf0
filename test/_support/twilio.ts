import twilio from 'twilio';
import type { ExecutionContext } from 'ava';
import { twilioWebhooks } from '#api/webhooks/twilio.ts';
import { newId } from '#lib/ids.ts';
import { testApi } from './api.ts';
import type { Person } from './consent.ts';

export const TOKEN = 'the-account-s-token';
/** Differs from the server's address: the server is behind a proxy, and Twilio signs the URL that it called. */
export const PUBLIC = 'https://assent.example';
export const FROM = '+15005550006';
export const OUR_SIDE = '/api/v1/webhooks/twilio';

export type Fields = Record<string, string>;

/** Starts the API with Twilio's webhooks, and a simulated Twilio that calls them. */
export async function twilioApi(
  t: ExecutionContext,
  options: Pick<NonNullable<Parameters<typeof testApi>[1]>, 'processes' | 'clock' | 'routers'> = {},
) {
  const api = await testApi(t, {
    ...options,
    routers: (services) => [
      twilioWebhooks(services, { authToken: TOKEN, publicUrl: PUBLIC }),
      ...(options.routers?.(services) ?? []),
    ],
  });
  const post = async (path: string, fields: Fields, headers: Record<string, string> = {}) => {
    const signature = twilio.getExpectedTwilioSignature(TOKEN, `${PUBLIC}${OUR_SIDE}${path}`, fields); // prettier-ignore
    const answer = await fetch(`${api.url}${OUR_SIDE}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': signature,
        ...headers,
      },
      body: new URLSearchParams(fields).toString(),
    });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  /**
   * Sends a text from a phone, each with a unique id unless given.
   * @returns our answer, or null
   */
  const say = async (from: string, Body: string, more: Fields = {}): Promise<string | null> => {
    const text = {
      From: from,
      To: FROM,
      MessageSid: `SM${newId().replaceAll('-', '')}`,
      Body,
      ...more,
    };
    const answer = await post('/sms', text);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
    return /<Message>([^<]*)<\/Message>/.exec(answer.text)?.[1] ?? null;
  };
  return { ...api, post, say };
}
export type TwilioApi = Awaited<ReturnType<typeof twilioApi>>;

/** A person with a unique number: tests share one database, and a text reaches every tenant that knows its number. */
export const someone = (purpose = 'marketing'): Person => ({
  channel: 'sms',
  address: `+1201${2 + Math.floor(Math.random() * 8)}${String(Math.floor(Math.random() * 1_000_000)).padStart(6, '0')}`,
  purpose,
});
