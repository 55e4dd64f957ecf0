import type { Context } from '#domain/context.ts';
import { recordAudit } from '#domain/audit/record.ts';
import { newId } from '#lib/ids.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { memberOf } from './organization.ts';

/** `limits.ts` records refusals for too many attempts once per limit and window. */
export type FailureReason = 'wrong_password' | 'wrong_code' | 'too_many_attempts';

/**
 * Records a failed sign-in in the audit log of the account's organisation; for an unknown account nothing is
 * recorded. The answer does not wait for it: its duration would reveal whether the account exists. The process waits
 * for `deps.notes` before it ends.
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
    // The actor is unknown: nobody proved to be the account's owner.
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
