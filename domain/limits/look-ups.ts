import type { Context, Services } from '../context.ts';
import { countShared, type Limit } from './shared.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/*
 * Each search reveals a little of what the mask hides: a name by its first letters, an address by whether it is
 * found. A person's normal searches stay well below the first limits; the hundreds of tries needed to guess one
 * masked value do not. Callers who may see personal data learn nothing new by searching, so their limit only protects
 * the database.
 */
const MASKED: readonly Limit[] = [
  { windowMs: MINUTE, hits: 40 },
  { windowMs: HOUR, hits: 300 },
];
const CLEAR: readonly Limit[] = [{ windowMs: MINUTE, hits: 600 }];

/**
 * Counts one search for a person by this caller, in its own transaction, so that a failed search counts too.
 * Workflows and people on public pages do not search; they have other limits.
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
