import twilio from 'twilio';
import { own } from '#lib/own.ts';

/** Posts a form like Twilio, signed over the exact URL and the sorted fields. */
export async function twilioPost(
  authToken: string,
  url: string,
  fields: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, url, fields),
    },
    body: new URLSearchParams(fields).toString(),
    signal: AbortSignal.timeout(15_000),
  });
  return { status: answer.status, text: await answer.text() };
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** Returns the texts that a TwiML answer asks to send. */
export const repliesIn = (twiml: string): string[] =>
  [...twiml.matchAll(/<Message[^>]*>([^<]*)<\/Message>/g)].map(([, text = '']) =>
    text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => own(ENTITIES, name) ?? ''),
  );
