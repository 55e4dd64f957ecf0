import type { Context, Services } from '../context.ts';
import { countShared, type Limit } from './shared.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/*
 * A name found by its first letters, or an address that is found or not, tells a little of what the mask hides. A
 * person's searches fit well into the first limits; the hundreds of tries that it takes to guess one masked value
 * do not. Who may see personal data learns nothing new by searching, so their limit only protects the database.
 */
const MASKED: readonly Limit[] = [
  { windowMs: MINUTE, hits: 40 },
  { windowMs: HOUR, hits: 300 },
];
const CLEAR: readonly Limit[] = [{ windowMs: MINUTE, hits: 600 }];

/**
 * Counts one search for a person by this caller, in a transaction of its own, so that a search that fails counts too.
 * Workflows and people on public pages search for nobody, and have limits of their own.
 * @throws AppError rate_limited with Retry-After
 */
export async function countLookUp(services: Services, ctx: Context): Promise<void> {
  const { type, id } = ctx.actor;
  if (type !== 'user' && type !== 'api_key') return;
  const limits = ctx.permissions.has('pii:read') ? CLEAR : MASKED;
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, (trx) =>
    countShared(trx, keys, [
      {
        what: 'look-up',
        value: `${ctx.tenantId}\0${type}\0${id ?? ''}`,
        limits,
        message: 'You have searched for many people in a short time; wait before the next search',
      },
    ]),
  );
}
