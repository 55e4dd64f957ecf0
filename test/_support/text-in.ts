import { createHash, randomBytes } from 'node:crypto';
import twilio from 'twilio';
import { loadConfig } from '#lib/config.ts';

/**
 * Creates an inbound text as Twilio would post it in JSON, for servers with the configuration's own token: signed
 * over the URL, which contains the body's hash.
 */
export function signedText(from: string, words: string) {
  const { TWILIO_AUTH_TOKEN: token, TWILIO_FROM: To, publicUrl } = loadConfig();
  const body = { MessageSid: `SM${randomBytes(16).toString('hex')}`, From: from, To, Body: words };
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  const path = `/webhooks/twilio/sms?bodySHA256=${hash}`;
  const signature = twilio.getExpectedTwilioSignature(token, `${publicUrl}/api/v1${path}`, {});
  return { path, body, headers: { 'x-twilio-signature': signature } };
}
