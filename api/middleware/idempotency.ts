import type { IncomingMessage } from 'node:http';
import type { KeptAnswer } from '#domain/idempotency/keep-answers.ts';
import type { TenantKeys } from '#domain/keyring/keyring.ts';
import { decrypt, encrypt, hmac, keyVersionOf } from '#lib/crypto.ts';
import { AppError } from '#lib/errors.ts';
import type { Context, Services } from '#domain/context.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;
/** A claim of this age without an answer is from a process that died; in milliseconds. */
const ABANDONED = 30_000;

export type Answer = { status: number; body: unknown };
type Claim = {
  operation: string;
  body_hash: Buffer;
  resource_id: string;
  status: number | null;
  response_enc: Buffer | null;
  age_ms: number;
};

type Request = {
  /** The value of the header. */
  key: string;
  operation: string;
  body: unknown;
  /** Returns the part of an answer's body that is stored: without secrets. */
  keep(body: unknown): unknown;
};

/** Returns the Idempotency-Key of a request; an empty one too, which is no key and is refused like any other. */
export const keyIn = ({ req }: { req: IncomingMessage }): string | undefined =>
  req.headersDistinct['idempotency-key']?.join(', ');

/**
 * Returns the key under which an answer is stored: the header's value together with the caller. Another caller of the
 * organisation may use the same value and gets nothing of this answer, which may contain what only this caller may
 * see.
 * @throws {AppError} malformed
 */
export function callersKey({ actor }: Context, key: string): string {
  if (!KEY.test(key)) {
    const message = 'must be 1 to 255 printable ASCII characters';
    throw new AppError('malformed', `Idempotency-Key ${message}`, {
      errors: [{ path: 'Idempotency-Key', message }],
    });
  }
  return `${actor.type}:${actor.id ?? ''} ${key}`;
}

const hashOf = (keys: TenantKeys, { operation, body }: Request): Buffer =>
  hmac(keys.index, `${operation}\0${JSON.stringify(body) ?? ''}`);

const textOf = ({ keep }: Request, body: unknown): string => JSON.stringify(keep(body) ?? null);

const aadOf = (ctx: Context, key: string): string => `${ctx.tenantId}|idempotency_keys|${key}`;

/**
 * Returns what `once` would store of an answer, for work that stores it in its own transaction (keep-answers.ts).
 * @throws {AppError} malformed
 */
export async function prepareKeptAnswer(
  services: Services,
  ctx: Context,
  request: Request,
): Promise<(answer: Answer, resourceId: string) => KeptAnswer> {
  const key = callersKey(ctx, request.key);
  const keys = await services.keyring.keys(ctx);
  return ({ status, body }, resourceId) => ({
    key,
    operation: request.operation,
    bodyHash: hashOf(keys, request),
    resourceId,
    status,
    response: encrypt(keys.data, textOf(request, body), aadOf(ctx, key)),
  });
}

/**
 * Runs `work` once per key and caller. Check the caller's permission before: a stored answer is returned without
 * another check. A repeat with the same key and body gets the stored answer, another body gets 422, and a request
 * that still runs gets 409. Only successes are stored, for 24 hours; a failure frees the key. A repeat after a crash
 * runs again with the same `resourceId`, so that it finds what was already created.
 */
export async function once(
  services: Services,
  ctx: Context,
  request: Request,
  work: (ctx: Context) => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  const { operation } = request;
  const key = callersKey(ctx, request.key);
  const keys = await services.keyring.keys(ctx);
  const hash = hashOf(keys, request);
  const aad = aadOf(ctx, key);

  const [mine, claim] = await services.db.withTenant(ctx, async (trx) => {
    await trx('idempotency_keys')
      .where({ key })
      .whereRaw(`created_at < now() - interval '24 hours'`)
      .delete();
    const made: { resource_id: string }[] = await trx('idempotency_keys')
      .insert({ tenant_id: ctx.tenantId, key, operation, body_hash: hash })
      .onConflict(['tenant_id', 'key'])
      .ignore()
      .returning('resource_id');
    if (made[0]) return [made[0].resource_id, undefined];
    const found: Claim | undefined = await trx('idempotency_keys')
      .where({ key })
      .forUpdate()
      .first(
        '*',
        trx.raw(`extract(epoch from clock_timestamp() - created_at)::float8 * 1000 as age_ms`),
      );
    if (found?.status === null && found.age_ms > ABANDONED && found.body_hash.equals(hash)) {
      await trx('idempotency_keys').where({ key }).update({ created_at: trx.fn.now() });
      return [found.resource_id, undefined];
    }
    return [undefined, found];
  });

  if (mine === undefined) {
    if (!claim)
      throw new AppError(
        'conflict',
        'A request with this Idempotency-Key has just failed; send it again',
      );
    if (!claim.body_hash.equals(hash)) {
      throw new AppError('invalid', 'This Idempotency-Key was used with another request', {
        errors: [{ path: 'Idempotency-Key', message: 'was used with another request' }],
      });
    }
    if (claim.status === null || !claim.response_enc) {
      throw new AppError('conflict', 'A request with this Idempotency-Key is still running', {
        retryAfter: 1,
      });
    }
    const dataKey = keys.dataKeys.get(keyVersionOf(claim.response_enc));
    if (!dataKey) throw new AppError('conflict', 'The stored answer can no longer be read');
    const body: unknown = JSON.parse(decrypt(dataKey, claim.response_enc, aad).toString());
    return { status: claim.status, body, replayed: true };
  }

  try {
    const answer = await work({ ...ctx, resourceId: mine });
    const stored = encrypt(keys.data, textOf(request, answer.body), aad);
    await services.db.withTenant(ctx, (trx) =>
      trx('idempotency_keys')
        .where({ key })
        .update({ status: answer.status, response_enc: stored }),
    );
    return { ...answer, replayed: false };
  } catch (error) {
    await services.db
      .withTenant(ctx, (trx) => trx('idempotency_keys').where({ key, status: null }).delete())
      .catch(() => undefined);
    throw error;
  }
}
