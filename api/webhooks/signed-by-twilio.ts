import type { Context as KoaContext } from 'koa';
import twilio from 'twilio';
import { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { bodyBytes } from '../body-bytes.ts';
import { urlencoded } from '../form-body.ts';
import { parseJson } from '../parse-json.ts';

export type TwilioWebhookOptions = { authToken: string; publicUrl: string };

/** Size limit of a body, in bytes; a text of ten segments is well below. */
const LIMIT = 64 * 1024;
/** Most fields of a form; Twilio sends about thirty. */
const MOST_FIELDS = 200;

/** A repeated field is a list, as Twilio signs it. */
type Fields = Record<string, string | string[]>;

/**
 * Reads a posted body if Twilio signed it for exactly this URL. A form is signed by HMAC-SHA1 over the public URL and
 * the sorted fields, including spaces and unknown fields. For a JSON body the URL is signed, and its `bodySHA256` is
 * the hash of the body. Behind a proxy we do not see the called URL, so it is rebuilt from the public URL; a proxy's
 * X-Forwarded-* headers are not used.
 * @throws {AppError} forbidden, before anything is read or written; unsupported_media_type, malformed
 */
export async function signedByTwilio(
  http: KoaContext,
  { authToken, publicUrl }: TwilioWebhookOptions,
): Promise<Fields> {
  const bytes = await bodyBytes(http.req, LIMIT);
  const signature = http.get('x-twilio-signature');
  const url = `${publicUrl}${http.originalUrl}`;
  const type = (http.get('content-type').split(';')[0] ?? '').trim().toLowerCase();
  const body = bytes.toString('utf8');
  const json = type === 'application/json';
  if (!json && type !== 'application/x-www-form-urlencoded') {
    throw new AppError(
      'unsupported_media_type',
      'Send application/x-www-form-urlencoded or application/json',
    );
  }
  const fields = json ? {} : formFields(bytes);
  const right = json
    ? 'bodySHA256' in http.query && twilio.validateRequestWithBody(authToken, signature, url, body)
    : twilio.validateRequest(authToken, signature, url, fields);
  if (!signature || !right) throw new AppError('forbidden', 'The signature is wrong');
  return json ? jsonFields(bytes) : fields;
}

function formFields(bytes: Buffer): Fields {
  const fields = new Map<string, string[]>();
  for (const [name, value] of urlencoded(bytes, MOST_FIELDS)) {
    const before = fields.get(name);
    if (before) before.push(value);
    else fields.set(name, [value]);
  }
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? '')]),
  );
}

const flat = z.record(z.string(), z.unknown());

function jsonFields(bytes: Buffer): Fields {
  const parsed = flat.safeParse(parseJson(bytes));
  if (!parsed.success) throw new AppError('malformed', 'This is not a JSON object');
  return Object.fromEntries(
    Object.entries(parsed.data).flatMap(([name, value]) =>
      ['string', 'number', 'boolean'].includes(typeof value) ? [[name, String(value)]] : [],
    ),
  );
}
