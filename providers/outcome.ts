import type { MailRefusal } from '#lib/mail-refusal.ts';

/** What a refusal is about; `opted_out`: the provider knows that this person wants nothing from us. */
export type About = MailRefusal | 'opted_out';

/**
 * What became of handing one message to a provider.
 * - accepted: the provider took it; its own id, when it gave one.
 * - rejected: it will never take this one: do not retry. `about` says who or what is to blame.
 * - deferred: it certainly did not take it (rate limit, refused connection, 4xx reply): safe to repeat.
 * - unknown: it may or may not have taken it (time-out or cut after the body was sent, HTTP 5xx):
 *   never repeat blindly.
 * `throttled`: it has enough of this sender for now, for `retryAfterMs` where it says how long.
 * `code` is the provider's, e.g. `21610`, `550`. One that begins with E is about the connection or our own
 * settings, not about the recipient: `ECONNREFUSED`, `EAUTH` (sign-in), `ESENDER` (our address or number),
 * `ELATE` (the time was over in which it could be begun: nothing was handed over).
 */
export type SendOutcome =
  | { status: 'accepted'; providerMessageId: string | null }
  | { status: 'rejected'; code: string; about: About }
  | { status: 'deferred'; code: string; retryAfterMs?: number; throttled?: true }
  | { status: 'unknown'; code: string };
