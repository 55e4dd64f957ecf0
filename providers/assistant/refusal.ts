import { z } from 'zod';
import { retryAfterMs } from '../retry-after.ts';
import { ChatRefused, type ChatRefusal } from './adapter.ts';

const word = z.string().nullish().catch(undefined);
const body = z
  .object({ code: word, type: word, message: word, error: z.object({ code: word, type: word, message: word }).nullish().catch(undefined) })
  .nullish()
  .catch(undefined); // prettier-ignore

/** What the clients' errors have in common: the status, the headers, and the provider's own words. */
const failure = z.object({
  status: z.number().int().optional().catch(undefined),
  headers: z.instanceof(Headers).optional().catch(undefined),
  code: word,
  error: body,
  cause: z.unknown().optional(),
});

/** Words of providers (codes and types) that say more than the status, or come without one in a stream. */
const WORDS = new Map<string, ChatRefusal>([
  ['insufficient_quota', 'unauthorized'],
  ['billing_error', 'unauthorized'],
  ['invalid_api_key', 'unauthorized'],
  ['authentication_error', 'unauthorized'],
  ['permission_error', 'unauthorized'],
  ['context_length_exceeded', 'too_long'],
  ['request_too_large', 'too_long'],
  ['rate_limit_exceeded', 'rate_limited'],
  ['rate_limit_error', 'rate_limited'],
  ['overloaded_error', 'unavailable'],
  ['server_error', 'unavailable'],
  ['api_error', 'unavailable'],
  ['timeout_error', 'timed_out'],
  ['not_found_error', 'invalid'],
  ['invalid_request_error', 'invalid'],
]);

const STATUSES = new Map<number, ChatRefusal>([
  [401, 'unauthorized'],
  [402, 'unauthorized'],
  [403, 'unauthorized'],
  [408, 'timed_out'],
  [409, 'unavailable'],
  [413, 'too_long'],
  [425, 'unavailable'],
  [429, 'rate_limited'],
]);

/** Codes of the system and of undici, for a request that has no answer. */
const CODES = new Map<string, ChatRefusal>([
  ['EINTERNAL', 'invalid'],
  ['ESTRANGE', 'invalid'],
  ['ERR_INVALID_URL', 'invalid'],
  ['ETIMEDOUT', 'timed_out'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timed_out'],
]);

/** How compatible servers say that the prompt does not fit; only some have a code for it. */
const TOO_LONG =
  /context (?:length|window|size)|maximum context|prompt is too long|too many (?:input )?tokens|input is too long/i;

/** A number of seconds above this is a mistake, or never. */
const LONGEST_WAIT = 24 * 3_600;

/** Returns the refusal that an error of a client means. Nothing of the error's text is kept. */
export function refusalOf(error: unknown): ChatRefused {
  if (error instanceof ChatRefused) return error;
  const { status, headers, error: said } = failure.parse(Object(error));
  const kind = status === undefined ? withoutStatus(error, said) : withStatus(status, said);
  const wait = waitOf(headers);
  return new ChatRefused(kind, {
    ...(status === undefined ? {} : { status }),
    ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
  });
}

type Said = z.output<typeof body>;

const wordsOf = (said: Said): string[] =>
  [said?.code, said?.type, said?.error?.code, said?.error?.type].flatMap((w) =>
    w ? [w.toLowerCase()] : [],
  );

const isTooLong = (said: Said): boolean =>
  TOO_LONG.test(`${said?.message ?? ''} ${said?.error?.message ?? ''}`);

function withStatus(status: number, said: Said): ChatRefusal {
  if (status >= 500) return 'unavailable';
  const known = wordsOf(said)
    .map((w) => WORDS.get(w))
    .find((kind) => kind !== undefined && kind !== 'invalid');
  if (known) return known;
  const kind = STATUSES.get(status);
  if (kind) return kind;
  return isTooLong(said) ? 'too_long' : 'invalid';
}

/** An error in the middle of a stream, or of the connection. */
function withoutStatus(error: unknown, said: Said): ChatRefusal {
  for (const w of wordsOf(said)) {
    const kind = WORDS.get(w);
    if (kind) return kind === 'invalid' && isTooLong(said) ? 'too_long' : kind;
  }
  let cause = error;
  for (let depth = 0; depth < 6 && cause instanceof Object; depth++) {
    const { code, cause: next } = failure.parse(cause);
    const kind = CODES.get(code ?? '');
    if (kind) return kind;
    cause = next;
  }
  return 'unavailable';
}

function waitOf(headers: Headers | undefined): number | undefined {
  const exact = headers?.get('retry-after-ms') ?? '';
  const ms = /^\d{1,9}$/.test(exact)
    ? Number(exact)
    : retryAfterMs(headers?.get('retry-after') ?? undefined);
  return ms === undefined ? undefined : Math.min(Math.ceil(ms / 1000), LONGEST_WAIT);
}
