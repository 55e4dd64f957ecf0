/* Verification codes: ../shared/rules.md §1.2 with its sources (NIST SP 800-63B-4, ASVS 5.0 V6.5, Twilio Verify). */

export type VerificationChannel = 'sms' | 'email';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Digits of a code. A mail is read by scanners too, so its code is longer. */
export const codeLength = (channel: VerificationChannel): number => (channel === 'sms' ? 6 : 8);

/** How long a code lives, in milliseconds: 10 minutes to sign in or verify (ASVS 6.5.5). */
export const CODE_TTL_MS = 10 * MINUTE;

/** The link of a double opt-in mail confirms a wish, it does not authenticate: a day. */
export const OPT_IN_TTL_MS = 24 * HOUR;

export const MAX_ATTEMPTS = 5;

/** The wait before send `n + 1`, in milliseconds; `sends` have been made. */
export const resendWaitMs = (sends: number): number =>
  30_000 * 2 ** Math.min(Math.max(sends - 1, 0), 2);

/** Sends to one destination, over all its verifications. */
export const SEND_LIMITS = [
  { windowMs: 10 * MINUTE, sends: 5 },
  { windowMs: 24 * HOUR, sends: 10 },
] as const;

/** Failures of one destination and purpose in 24 hours that lock it, and the ceiling without a success. */
export const FAILURES_TO_LOCK = 20;
export const CONSECUTIVE_TO_STOP = 100;

/** Lock number `n` (from 1) lasts an hour, then doubles, up to a day. In milliseconds. */
export const lockMs = (n: number): number => Math.min(HOUR * 2 ** (n - 1), 24 * HOUR);

export const VERIFICATION_STATUSES = [
  'pending', 'approved', 'expired', 'canceled', 'max_attempts_reached', 'blocked', 'undeliverable',
] as const; // prettier-ignore
export type VerificationStatus = (typeof VERIFICATION_STATUSES)[number];
