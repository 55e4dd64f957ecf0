import { roleOf } from '#domain/identity/rights.ts';
import { systemContext } from '#domain/context.ts';
import type { AcceptInvitation } from '#domain/invitations/contract.ts';
import { assertOpen } from '#domain/invitations/rules.ts';
import { AppError, errorCode, invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { Knex } from 'knex';
import { inIdentity, type Acting } from './acting.ts';
import { mustNotBeBreached } from './breached/breached.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { withCookies } from './factors/cookies.ts';
import { mustStillInvite, openLink, type OpenLink } from './invitation-link.ts';
import { hasAccount } from './has-account.ts';
import { tellProcess } from './invite.ts';
import { memberOf, type Member } from './organization.ts';
import { reached } from './reached.ts';
import { withPassword } from './with-password.ts';
import { agentOnly, noteSignIn, sessionOf, signedIn, workIn, type SignedIn } from './session.ts';

/**
 * Accepts an invitation. Whoever is signed in under its address joins with that account. A new person gives name and
 * password, gets an account, and is signed in; the address counts as verified, because the link came by mail.
 * @throws {AppError} as `openLink`; unauthenticated (the address has an account: sign in first), conflict (signed in as
 *   somebody else), invalid (name, password)
 */
export async function acceptInvitation(
  deps: IdentityDeps,
  { token, name, password }: AcceptInvitation,
  visitor: Visitor,
): Promise<SignedIn> {
  const link = await openLink(deps, token, visitor);
  const present = await sessionOf(deps, visitor);
  if (present) return joinAs(deps, link, present, visitor);
  if (await hasAccount(deps, link.row.email)) throw signInFirst();
  const missing = [
    ...(name === undefined ? [{ path: 'name', message: 'must not be empty' }] : []),
    ...(password === undefined ? [{ path: 'password', message: 'must not be empty' }] : []),
  ];
  if (name === undefined || password === undefined) {
    throw new AppError('invalid', 'A new person needs a name and a password', { errors: missing });
  }
  mustNotBeBreached(password);
  return joinAsNewcomer(deps, link, { name, password }, visitor);
}

const signInFirst = (): AppError =>
  new AppError('unauthenticated', 'This address has an account; sign in with it, then accept', {
    extra: { reason: 'sign_in_first' },
  });

/**
 * Signs in the person whose address is invited, who may be in no organization yet.
 * Wrong guesses count as those of a sign-in do.
 * @returns Set-Cookie headers
 * @throws {AppError} as `openLink`; invalid (password), rate_limited
 */
export async function signInToAccept(
  deps: IdentityDeps,
  token: string,
  password: string,
  visitor: Visitor,
): Promise<string[]> {
  const { email } = (await openLink(deps, token, visitor)).row;
  const wrong = invalidField('password', 'is wrong');
  const known = await withCookies(deps, visitor, ['trust_device']);
  const { headers, response } = await withPassword(deps, email, visitor, wrong, () =>
    deps.auth.api.signInEmail({ body: { email, password }, headers: known, returnHeaders: true }),
  );
  if ('twoFactorRedirect' in response) {
    throw invalidField('password', 'is right, but your account needs a code too: sign in, then open this link again'); // prettier-ignore
  }
  return headers.getSetCookie();
}

type Session = NonNullable<Awaited<ReturnType<typeof sessionOf>>>;

async function joinAs(
  deps: IdentityDeps,
  link: OpenLink,
  { user, session }: Session,
  { requestId = newId() }: Visitor,
): Promise<SignedIn> {
  if (user.email !== link.row.email) {
    throw new AppError('conflict', 'You are signed in as somebody else; sign out first', {
      extra: { reason: 'signed_in_as_other' },
    });
  }
  await join(deps, link, { actor: { type: 'user', id: user.id }, requestId }, user.id);
  const member = await membership(deps, link, user.id);
  await workIn(deps, { id: session.id }, member);
  return signedIn(new Headers(), user, member);
}

async function joinAsNewcomer(
  deps: IdentityDeps,
  link: OpenLink,
  { name, password }: { name: string; password: string },
  visitor: Visitor,
): Promise<SignedIn> {
  const { requestId = newId() } = visitor;
  const { email } = link.row;
  const id = newId();
  const library = await deps.auth.$context;
  const hash = await library.password.hash(password);
  // The library's sign-up would commit the account before the membership: whoever signed in after a crash between the
  // two would get an organization of their own.
  await join(deps, link, { actor: { type: 'user', id }, requestId }, id, async (trx) => {
    await trx('user').insert({ id, name, email, emailVerified: true });
    await trx('account').insert({
      userId: id,
      accountId: id,
      providerId: 'credential',
      password: hash,
      updatedAt: trx.fn.now(),
    });
  });
  const { headers, response } = await reached(deps, () =>
    deps.auth.api.signInEmail({
      body: { email, password },
      headers: agentOnly(visitor),
      returnHeaders: true,
    }),
  );
  if ('twoFactorRedirect' in response) throw new Error('A new account has no second factor');
  const member = await membership(deps, link, id);
  await workIn(deps, { token: response.token }, member);
  await noteSignIn(deps, id, member, visitor, 'user.signed_up');
  return signedIn(headers, { id, email, name }, member);
}

/**
 * Makes the membership and ends the invitation in one transaction. The row is locked, so that of several that accept at
 * once one joins, and the others learn that it was accepted.
 */
async function join(
  deps: IdentityDeps,
  { tenantId, id, version, row }: OpenLink,
  who: Acting,
  userId: string,
  before?: (trx: Knex.Transaction) => Promise<void>,
): Promise<void> {
  try {
    await inIdentity(deps.sql, who, async (trx) => {
      const now: { status: string; version: number; ended: boolean } | undefined = await trx(
        'invitation',
      )
        .where({ id, organizationId: tenantId })
        .forUpdate()
        .first('status', 'version', trx.raw('"expiresAt" <= now() as ended'));
      assertOpen(now ?? { status: 'canceled', version, ended: true }, version);
      // A change of the inviter's role takes the same lock.
      await trx('organization').where({ id: tenantId }).forShare().first('id');
      await mustStillInvite(trx, tenantId, row);
      await before?.(trx);
      await trx('member')
        .insert({
          organizationId: tenantId,
          userId,
          role: roleOf(row.role),
          createdAt: trx.fn.now(),
        })
        .onConflict(['organizationId', 'userId'])
        .ignore();
      await trx('invitation').where({ id }).update({ status: 'accepted', endedAt: trx.fn.now() });
    });
  } catch (error) {
    // Meanwhile the same address got an account by another way in.
    if (before && errorCode(error) === '23505') throw signInFirst();
    throw error;
  }
  await tellProcess(deps, systemContext(tenantId, who.requestId));
}

async function membership(
  deps: IdentityDeps,
  { tenantId }: OpenLink,
  userId: string,
): Promise<Member> {
  const member = await memberOf(deps, userId, tenantId);
  if (!member) throw new AppError('conflict', 'You were removed from the organization again');
  return member;
}
