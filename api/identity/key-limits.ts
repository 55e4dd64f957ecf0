import type { Context } from '#domain/context.ts';
import type { CreateApiKeyInput } from '#domain/identity/contract.ts';
import { AppError, invalidField } from '#lib/errors.ts';
import type { IdentityDeps } from './deps.ts';

/** Who asks for a key: a member, or a key with its own owner and end. */
type Maker = { memberUserId: string | null; expiresAt: Date | null; isKey: boolean };

/** The owner of a new key (null: the organisation) and its end. */
export type KeyTerms = { memberUserId: string | null; expiresAt: Date | null };

/**
 * Checks and returns the terms of a new key. A key can do no more than its maker and ends no later. A member chooses
 * the owner; a key passes on its own (docs/decisions/012-keys-end-with-their-member.md).
 * @throws {AppError} invalid, naming the field that goes beyond the maker
 */
export async function keyTerms(
  deps: IdentityDeps,
  ctx: Context,
  input: CreateApiKeyInput,
): Promise<KeyTerms> {
  const beyond = input.scopes.findIndex((scope) => !ctx.permissions.has(scope));
  if (beyond >= 0) {
    throw invalidField(`scopes.${beyond}`, 'you do not have this permission yourself');
  }
  const maker = await makerOf(deps, ctx);
  return {
    memberUserId: ownerOf(maker, input.belongs_to),
    expiresAt: endOf(maker, input.expires_at, await timeOf(deps)),
  };
}

async function makerOf({ sql }: IdentityDeps, { tenantId, actor }: Context): Promise<Maker> {
  if (actor.type === 'user') return { memberUserId: actor.id, expiresAt: null, isKey: false };
  const key: Omit<Maker, 'isKey'> | undefined = await sql('apikey')
    .where({ id: actor.id, referenceId: tenantId })
    .first('memberUserId', 'expiresAt');
  if (!key) throw new AppError('unauthenticated', 'This API key is not valid, or no longer valid');
  return { ...key, isKey: true };
}

function ownerOf(maker: Maker, asked: CreateApiKeyInput['belongs_to']): string | null {
  const own = maker.memberUserId === null ? 'organization' : 'member';
  if (maker.isKey && asked !== undefined && asked !== own) {
    throw invalidField('belongs_to', `must be ${own}, like the key that asks`);
  }
  return (asked ?? own) === 'member' ? maker.memberUserId : null;
}

const MINUTE = 60_000;
const TEN_YEARS = 3650 * 24 * 60 * MINUTE;

/** The database's time, because caller.ts compares a key's end with it. */
async function timeOf({ sql }: IdentityDeps): Promise<Date> {
  const { rows } = await sql.raw<{ rows: [{ now: Date }] }>('select now() as now');
  return rows[0].now;
}

function endOf(maker: Maker, asked: string | undefined, now: Date): Date | null {
  const end = asked === undefined ? null : new Date(asked);
  const ahead = end && end.getTime() - now.getTime();
  if (ahead !== null && (ahead < MINUTE || ahead > TEN_YEARS)) {
    throw invalidField('expires_at', 'must be between one minute and ten years from now');
  }
  if (maker.expiresAt && (!end || end > maker.expiresAt)) {
    const latest = maker.expiresAt.toISOString();
    throw invalidField(
      'expires_at',
      `must be given, ${latest} at the latest: the key that asks ends then`,
    );
  }
  return end;
}
