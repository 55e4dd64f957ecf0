import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Context, Services } from '../context.ts';
import { BESIDE, KEPT } from './kept.ts';
import { ACTIONS, RETENTION_KINDS, type RetentionAction, type RetentionKind } from './kinds.ts';
import { nextRunAfter } from './next-run.ts';
import { KINDS } from './terms.ts';

export type Policy = {
  kind: RetentionKind;
  keep_days: number | null;
  action: RetentionAction;
  /** Null: the default. */
  updated_at: Date | null;
  updated_by: { type: string; id: string | null } | null;
};

type Row = {
  kind: string;
  keep_days: number | null;
  action: RetentionAction;
  updated_by_type: string;
  updated_by: string | null;
  updated_at: Date;
};

/** Returns the policy of every kind: the organisation's own, or the default. In the order of runs. */
export async function policiesOf(trx: Trx): Promise<Policy[]> {
  const rows: Row[] = await trx('retention_policies').select('*');
  const own = new Map(rows.map((row) => [row.kind, row]));
  return RETENTION_KINDS.map((kind) => {
    const row = own.get(kind);
    const terms = KINDS[kind];
    return row
      ? {
          kind,
          keep_days: row.keep_days,
          action: row.action,
          updated_at: row.updated_at,
          updated_by: { type: row.updated_by_type, id: row.updated_by },
        }
      : {
          kind,
          keep_days: terms.keepDays,
          action: terms.action,
          updated_at: null,
          updated_by: null,
        };
  });
}

/** Returns a policy with its meaning and its limits. */
export function policyView(policy: Policy) {
  const terms = KINDS[policy.kind];
  return {
    ...policy,
    title: terms.title,
    what: terms.what,
    since: terms.since,
    why: terms.why,
    means: terms.actions[policy.action] ?? '',
    default_keep_days: terms.keepDays,
    default_action: terms.action,
    min_days: terms.min,
    max_days: terms.max,
    may_keep: terms.mayKeep,
    actions: ACTIONS.flatMap((action) => {
      const means = terms.actions[action];
      return means === undefined ? [] : [{ action, means }];
    }),
  };
}
export type PolicyView = ReturnType<typeof policyView>;

/** All policies, when they are applied next, and what none of them covers. */
export type Policies = {
  data: PolicyView[];
  next_run_at: Date;
  kept: { table: string; why: string }[];
  beside: string[];
};

/** Lists every policy, with the next run and the data none of them covers. */
export async function listPolicies(services: Services, ctx: Context): Promise<Policies> {
  const { policies, now } = await services.db.withTenant(ctx, async (trx) => ({
    policies: await policiesOf(trx),
    now: timeOf(trx),
  }));
  return {
    data: policies.map(policyView),
    next_run_at: nextRunAfter(ctx.tenantId, now),
    kept: Object.entries(KEPT).map(([table, why]) => ({ table, why })),
    beside: BESIDE,
  };
}
