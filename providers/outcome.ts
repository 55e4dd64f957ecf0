import type { MailRefusal } from '#lib/mail-refusal.ts';

/** The subject of a refusal. `opted_out`: the provider knows that this person does not want our messages. */
export type About = MailRefusal | 'opted_out';

/**
 * The result of handing one message to a provider.
 * - accepted: the provider took it; with the provider's id if it gave one.
 * - rejected: it will never take this message: do not retry. `about` says who or what is to blame.
 * - deferred: it certainly did not take it (rate limit, refused connection, 4xx reply): safe to repeat.
 * - unknown: it may or may not have taken it (time-out or cut after the body was sent, HTTP 5xx): never repeat
 *   blindly.
 * `throttled`: it limits this sender for now, for `retryAfterMs` if it says how long.
 * `code` is the provider's, such as `21610` or `550`. A code that begins with E is about the connection or our own
 * settings, not about the recipient: `ECONNREFUSED`, `EAUTH` (sign-in), `ESENDER` (our address or number), `ELATE`
 * (the deadline to begin had passed: nothing was handed over).
 */
export type SendOutcome =
  | { status: 'accepted'; providerMessageId: string | null }
  | { status: 'rejected'; code: string; about: About }
  | { status: 'deferred'; code: string; retryAfterMs?: number; throttled?: true }
  | { status: 'unknown'; code: string };
