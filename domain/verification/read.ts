import { notFound } from '#lib/errors.ts';
import { Verification } from '#models/verification.ts';
import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { within } from '../period.ts';
import type { Period } from '../period.contract.ts';
import type { VerificationStatus } from './rules.ts';
import { verificationView, type VerificationView } from './view.ts';

/** @throws AppError not_found */
export async function getVerification(
  services: Services,
  ctx: Context,
  id: string,
): Promise<VerificationView> {
  const keys = await services.keyring.keys(ctx);
  const v = await services.db.withTenant(ctx, async (trx) =>
    Verification.query(trx).findOne({ id }),
  );
  if (!v) throw notFound('Verification');
  return verificationView(keys, v);
}

export type VerificationFilter = PageRequest &
  Period & {
    status?: VerificationStatus | undefined;
    channel?: 'sms' | 'email' | undefined;
    purpose?: string | undefined;
    contact_id?: string | undefined;
    /** ISO 3166; mail has none. */
    country?: string | undefined;
    prefix?: string | undefined;
  };

/** Newest first. */
export async function listVerifications(
  services: Services,
  ctx: Context,
  filter: VerificationFilter,
): Promise<Page<VerificationView>> {
  const keys = await services.keyring.keys(ctx);
  const { limit, cursor, from, to, ...equal } = filter;
  const found = await services.db.withTenant(ctx, (trx) => {
    const query = trx('verifications').select('verifications.*');
    for (const [column, value] of Object.entries(equal)) {
      if (value !== undefined) query.where(column, value);
    }
    within(query, 'verifications.created_at', { from, to });
    return page<Verification>(query, { limit, cursor }, 'created_at', 'verifications');
  });
  return { ...found, data: found.data.map((v) => verificationView(keys, v)) };
}
