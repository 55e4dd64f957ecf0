import { AppError, type FieldError } from '#lib/errors.ts';
import { recordAudits } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import type { PolicyChange } from './contract.ts';
import { KINDS } from './terms.ts';
import { listPolicies, policiesOf, type Policies } from './policies.ts';

/**
 * Changes how long kinds are kept, all or none. A run under way keeps the policies it began with.
 * @throws AppError invalid, naming each field that is outside the platform's limits
 */
export async function changePolicies(
  services: Services,
  ctx: Context,
  input: PolicyChange,
): Promise<Policies> {
  const errors = input.policies.flatMap(problemsOf);
  if (errors.length) throw new AppError('invalid', 'Some policies are not allowed', { errors });
  await services.db.withTenant(ctx, async (trx) => {
    const before = new Map((await policiesOf(trx)).map((policy) => [policy.kind, policy]));
    const changed = input.policies.flatMap((wanted) => {
      const was = before.get(wanted.kind);
      const action = wanted.action ?? was?.action ?? KINDS[wanted.kind].action;
      const same = was?.keep_days === wanted.keep_days && was.action === action;
      return was && !same ? [{ kind: wanted.kind, keep_days: wanted.keep_days, action, was }] : [];
    });
    if (!changed.length) return;
    await trx('retention_policies')
      .insert(
        changed.map(({ kind, keep_days, action }) => ({
          tenant_id: ctx.tenantId,
          kind,
          keep_days,
          action,
          updated_by_type: ctx.actor.type,
          updated_by: ctx.actor.id,
        })),
      )
      .onConflict(['tenant_id', 'kind'])
      .merge(['keep_days', 'action', 'updated_by_type', 'updated_by', 'updated_at']);
    await recordAudits(
      trx,
      ctx,
      changed.map(({ kind, keep_days, action, was }) => ({
        action: 'retention_policy.changed',
        entityType: 'retention_policy',
        entityId: kind,
        detail: {
          before: { keep_days: was.keep_days, action: was.action },
          after: { keep_days, action },
        },
      })),
    );
  });
  return listPolicies(services, ctx);
}

function problemsOf(wanted: PolicyChange['policies'][number], index: number): FieldError[] {
  const terms = KINDS[wanted.kind];
  const at = (field: string, message: string): FieldError => ({
    path: `policies.${index}.${field}`,
    message,
  });
  const days = wanted.keep_days;
  const problems: FieldError[] = [];
  if (days === null) {
    if (!terms.mayKeep) problems.push(at('keep_days', 'must be a number: this cannot be kept forever')); // prettier-ignore
  } else if (days < terms.min) {
    problems.push(at('keep_days', `must be at least ${terms.min} days: ${terms.why}`));
  } else if (days > terms.max) {
    problems.push(at('keep_days', `must be at most ${terms.max} days: ${terms.why}`));
  }
  if (wanted.action !== undefined && terms.actions[wanted.action] === undefined) {
    problems.push(at('action', `must be one of ${Object.keys(terms.actions).join(', ')}`));
  }
  return problems;
}
