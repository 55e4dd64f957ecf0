/* Verification codes: the limits of NIST SP 800-63B-4 (§3.1.3.2, §4.2.1), OWASP ASVS 5.0 V6.5 and Twilio Verify. */

export type VerificationChannel = 'sms' | 'email';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Returns the number of digits of a code. Scanners read mail too, so its code is longer. */
export const codeLength = (channel: VerificationChannel): number => (channel === 'sms' ? 6 : 8);

/** How long a code is valid, in milliseconds: 10 minutes to sign in or verify (ASVS 6.5.5). */
export const CODE_TTL_MS = 10 * MINUTE;

/** A day: the link of a double opt-in mail confirms a wish, it does not authenticate. */
export const OPT_IN_TTL_MS = 24 * HOUR;

export const MAX_ATTEMPTS = 5;

/** Returns the wait before send `n + 1`, in milliseconds; `sends` have been made. */
export const resendWaitMs = (sends: number): number =>
  30_000 * 2 ** Math.min(Math.max(sends - 1, 0), 2);

/** Sends to one destination, over all its verifications and, since senders are shared, over all tenants. */
export const SEND_LIMITS = [
  { windowMs: 10 * MINUTE, hits: 5 },
  { windowMs: 24 * HOUR, hits: 10 },
] as const;

/** From one network (an IPv4 address, a /64 of IPv6). */
export const STARTS_PER_IP = [{ windowMs: HOUR, hits: 10 }] as const;
export const CHECKS_PER_IP = [{ windowMs: 5 * MINUTE, hits: 30 }] as const;

export const RANGE_WINDOW_MS = HOUR;
export const DOMAIN_WINDOW_MS = 10 * MINUTE;

/** Defaults of the settings that a tenant may change. Countries: null is the tenant's own country only. */
export const DEFAULT_SETTINGS = {
  countries: null,
  sends_per_minute: 300,
  sends_per_day: 10_000,
  /** Codes per hour to one block of a thousand numbers. */
  range_per_hour: 30,
  /** Codes per ten minutes to one mail domain. */
  domain_per_10_minutes: 300,
  daily_cap: '100.00',
  currency: 'USD',
  fallback_price: '0.25',
} as const;

/** Share of the daily cap at which an alert is raised. */
export const ALERT_AT = 0.8;

/**
 * SMS pumping: codes to a prefix that nobody types in. A prefix is blocked for `blockMs` when less than this share of
 * its codes is approved, counted from this many sends within the window.
 */
export const PUMPING = { windowMs: HOUR, sends: 20, conversion: 0.2, blockMs: HOUR } as const;

/** Purpose of the code for a request about personal data; no other code works for it. */
export const PRIVACY_PURPOSE = 'privacy';

/** Failures of one destination and purpose in 24 hours that lock it, and the maximum without a success. */
export const FAILURES_TO_LOCK = 20;
export const FAILURE_WINDOW_MS = 24 * HOUR;
export const CONSECUTIVE_TO_STOP = 100;

/** Returns the length of lock number `n` (from 1): an hour, then doubling, up to a day. In milliseconds. */
export const lockMs = (n: number): number => Math.min(HOUR * 2 ** Math.min(n - 1, 5), 24 * HOUR);

/** Reasons to refuse a send, as problem+json and a blocked verification show them. */
export const REFUSALS = [
  'country_not_allowed', 'number_type', 'prefix_blocked', 'money_cap', 'daily_limit', 'minute_limit',
  'address_range', 'destination_limit', 'ip_limit', 'locked', 'too_soon',
] as const; // prettier-ignore
export type RefusalReason = (typeof REFUSALS)[number];

/** Reasons that leave a verification of status `blocked`: signs of abuse, or settings to look at. */
export const BLOCKING = [
  'country_not_allowed', 'number_type', 'prefix_blocked', 'money_cap', 'daily_limit', 'address_range',
] as const satisfies readonly RefusalReason[]; // prettier-ignore
export type BlockedReason = (typeof BLOCKING)[number];

export const VERIFICATION_STATUSES = [
  'pending', 'approved', 'expired', 'canceled', 'max_attempts_reached', 'blocked', 'undeliverable',
] as const; // prettier-ignore
export type VerificationStatus = (typeof VERIFICATION_STATUSES)[number];
