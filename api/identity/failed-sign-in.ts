import type { Context } from '#domain/context.ts';
import { recordAudit } from '#domain/audit/record.ts';
import { newId } from '#lib/ids.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { memberOf } from './organization.ts';

/** Attempts that are refused for their number are noted once for each limit and its time, by `limits.ts`. */
export type FailureReason = 'wrong_password' | 'too_many_attempts';

/**
 * Notes a sign-in that failed in the audit log of the account's organisation; that of an account which is not there
 * is in nobody's. The answer does not wait for it: the time it takes would tell whether there is such an account.
 * `deps.notes` is waited for before the process ends.
 */
export function noteFailure(
  deps: IdentityDeps,
  email: string,
  visitor: Visitor,
  reason: FailureReason,
): void {
  deps.notes.add(() => write(deps, email, visitor, reason));
}

async function write(
  deps: IdentityDeps,
  email: string,
  { requestId = newId() }: Visitor,
  reason: FailureReason,
): Promise<void> {
  const user: { id: string } | undefined = await deps
    .sql('user')
    .where({ email: email.toLowerCase() })
    .first('id');
  const member = user && (await memberOf(deps, user.id, null));
  if (!member) return;
  const ctx: Context = {
    tenantId: member.organization.id,
    // Whoever it was, it was not shown to be the account's owner.
    actor: { type: 'system', id: null },
    permissions: new Set(),
    requestId,
  };
  await deps.services.db.withTenant(ctx, (trx) =>
    recordAudit(trx, ctx, {
      action: 'user.sign_in_failed',
      entityType: 'user',
      entityId: user.id,
      detail: { reason },
    }),
  );
}
