import type { Trx } from '#lib/db.ts';
import { networkOf } from '#lib/network.ts';
import { phoneKey } from '#lib/phone-spellings.ts';
import { countShared, type Counter, type Limit } from '../limits/shared.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { Proof } from './ticket.ts';

/*
 * Limits of the public pages, counted in Postgres over all processes. In addition every code counts by destination,
 * network, organisation and cost, whoever requests it (docs/verification.md).
 */
const HOUR = 3_600_000;
const perHour = (hits: number): Limit[] => [{ windowMs: HOUR, hits }];

/** Submissions per hour of one network (an IPv4 address, a /64 of IPv6) and of one form, by their proof. */
const SUBMISSIONS: Record<Proof, { network: number; form: number }> = {
  work: { network: 10, form: 2_000 },
  ticket: { network: 5, form: 200 },
  none: { network: 3, form: 60 },
};
/** Per hour. A withdrawal must never be hard; this only keeps a program from trying the numbers of the world. */
const WITHDRAWALS = 30;

const MESSAGE = 'Too many attempts; try again later';

/** @throws AppError rate_limited */
export const countSubmission = (
  trx: Trx,
  keys: TenantKeys,
  of: { formId: string; ip: string; proof: Proof },
): Promise<void> => {
  const { network, form } = SUBMISSIONS[of.proof];
  return countShared(trx, keys, [
    counter(`form-network-${of.proof}`, networkOf(of.ip), network),
    counter(`form-${of.proof}`, of.formId, form),
  ]);
};

/** @throws AppError rate_limited */
export const countWithdrawal = (trx: Trx, keys: TenantKeys, ip: string): Promise<void> =>
  countShared(trx, keys, [counter('withdrawal-network', networkOf(ip), WITHDRAWALS)]);

/** Links sent to one address, over all organisations. */
const LINKS: Limit[] = [
  { windowMs: HOUR, hits: 3 },
  { windowMs: 24 * HOUR, hits: 8 },
];

/** @throws AppError rate_limited, whether or not we know the address */
export const countLinkRequest = (
  trx: Trx,
  keys: TenantKeys,
  of: { ip: string; channel: 'sms' | 'email'; address: string },
): Promise<void> =>
  countShared(trx, keys, [
    counter('link-network', networkOf(of.ip), 10),
    {
      what: 'link',
      value: `${of.channel}\0${of.channel === 'sms' ? phoneKey(of.address) : of.address}`,
      limits: LINKS,
      message: MESSAGE,
    },
  ]);

const counter = (what: string, value: string, hits: number): Counter => ({
  what,
  value,
  limits: perHour(hits),
  message: MESSAGE,
});
