import type { KeyObject } from 'node:crypto';
import type { Knex } from 'knex';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { hmac } from '#lib/crypto.ts';
import { AppError } from '#lib/errors.ts';
import { networkOf } from '#lib/network.ts';

/** Limits of sign-in and sign-up, counted in Postgres across all API processes. */
export type SignInLimits = {
  /**
   * Counts one attempt.
   * @param first called once per window, for the first attempt over the limit
   * @throws {AppError} rate_limited with Retry-After
   */
  login(ip: string, email: string, first: () => void): Promise<void>;
  /** Clears the account's earlier failures after a correct password. */
  forgive(ip: string, email: string): Promise<void>;
  signUp(ip: string): Promise<void>;
};

const MINUTE = 60;
/** Attempts, and windows in seconds. */
export const LIMITS = {
  /** One account from one address: guessing. */
  loginPair: { points: 10, duration: 15 * MINUTE },
  /** One account from all addresses: a botnet guessing. High, so that an attacker cannot easily lock somebody out. */
  loginAccount: { points: 100, duration: 60 * MINUTE },
  /** One address against all accounts: credential stuffing. */
  loginIp: { points: 60, duration: 15 * MINUTE },
  signUpIp: { points: 60, duration: 60 * MINUTE },
} as const;

/**
 * Creates the limits.
 * @param key HMAC key: the table stores only keyed hashes of addresses and e-mails
 */
export function createLimits(sql: Knex, key: KeyObject): SignInLimits {
  const limiter = (name: keyof typeof LIMITS) =>
    new RateLimiterPostgres({
      storeClient: sql,
      storeType: 'knex',
      schemaName: 'auth',
      tableName: 'rate_limits',
      tableCreated: true,
      // All limiters share a table; one of them cleans it, every five minutes.
      clearExpiredByTimeout: name === 'loginIp',
      keyPrefix: name,
      ...LIMITS[name],
    });
  const pair = limiter('loginPair');
  const account = limiter('loginAccount');
  const address = limiter('loginIp');
  const signUps = limiter('signUpIp');
  const hashed = (...parts: string[]): string => hmac(key, parts.join('\0')).toString('base64url');

  return {
    async login(ip, email, first) {
      await spend(address, hashed(networkOf(ip)), first);
      await spend(account, hashed(email), first);
      await spend(pair, hashed(networkOf(ip), email), first);
    },
    async forgive(ip, email) {
      await pair.delete(hashed(networkOf(ip), email));
    },
    async signUp(ip) {
      await spend(signUps, hashed(networkOf(ip)));
    },
  };
}

async function spend(limiter: RateLimiterPostgres, key: string, first?: () => void): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    if (refusal.consumedPoints === limiter.points + 1) first?.();
    throw new AppError('rate_limited', 'Too many attempts; wait before the next one', {
      retryAfter: refusal.msBeforeNext / 1000,
    });
  }
}
