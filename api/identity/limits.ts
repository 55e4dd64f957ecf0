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
  /** Counts an organisation that a signed-in person makes. @throws {AppError} rate_limited */
  newOrganization(userId: string): Promise<void>;
  /** Counts one code of a set-up. @throws {AppError} rate_limited */
  factor(userId: string): Promise<void>;
  /** Notes that a code of an authenticator app was entered. @returns false: it was already */
  firstUse(userId: string, code: string): Promise<boolean>;
  /** Counts an invitation, or a new link for one. @throws {AppError} rate_limited */
  invite(organizationId: string): Promise<void>;
  /** Counts a look at the link of an invitation. @throws {AppError} rate_limited */
  invitationLink(ip: string): Promise<void>;
  /** Counts a request for a new password, whether or not anybody has the address. @throws {AppError} rate_limited */
  resetRequest(ip: string, email: string): Promise<void>;
  /** Counts the use of a link to a new password. @throws {AppError} rate_limited */
  resetConfirm(ip: string): Promise<void>;
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
  /** Each has a tenant with purposes, templates and keys. */
  newOrganizations: { points: 20, duration: 60 * MINUTE },
  /** Codes of one account while it sets up its app: guessing by whoever found a browser unattended. */
  factor: { points: 20, duration: 15 * MINUTE },
  /** A code is valid for three steps of 30 seconds. */
  codeOnce: { points: 1, duration: 2 * MINUTE },
  /** Mails to strangers in the name of one organization. */
  inviteOrganization: { points: 200, duration: 60 * MINUTE },
  /** Links from one address; each one hashes a password at most. */
  invitationIp: { points: 120, duration: 15 * MINUTE },
  resetIp: { points: 30, duration: 60 * MINUTE },
  /** Mails to one address: nobody's mailbox is filled. */
  resetAccount: { points: 5, duration: 60 * MINUTE },
  resetConfirmIp: { points: 30, duration: 15 * MINUTE },
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
  const organizations = limiter('newOrganizations');
  const factors = limiter('factor');
  const codes = limiter('codeOnce');
  const invites = limiter('inviteOrganization');
  const links = limiter('invitationIp');
  const resets = limiter('resetIp');
  const resetsOfAccount = limiter('resetAccount');
  const confirms = limiter('resetConfirmIp');
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
    async newOrganization(userId) {
      await spend(organizations, hashed(userId));
    },
    async factor(userId) {
      await spend(factors, hashed(userId));
    },
    async firstUse(userId, code) {
      const used = await codes.consume(hashed(userId, code)).catch((refusal: unknown) => {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return null;
      });
      return used !== null;
    },
    async invite(organizationId) {
      await spend(invites, hashed(organizationId));
    },
    async invitationLink(ip) {
      await spend(links, hashed(networkOf(ip)));
    },
    async resetRequest(ip, email) {
      await spend(resets, hashed(networkOf(ip)));
      await spend(resetsOfAccount, hashed(email));
    },
    async resetConfirm(ip) {
      await spend(confirms, hashed(networkOf(ip)));
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
