import pMap from 'p-map';
import type { Context, Services } from '../context.ts';
import type { ProcessInputs, ProcessType, TenantProcess } from '../processes.ts';

/**
 * SQL for everything that waits or runs, by the ledger: the id of its workflow and its input besides the tenant. A
 * new type of process does not compile without a line here. Null: nothing is lost without it, for the reason given.
 */
const OPEN: Record<ProcessType, string | null> = {
  verification: `select workflow_id, jsonb_build_object('id', id) as input from verifications where status = 'pending'`,
  // Several purposes may be requested at once: the process has the id of the first request.
  'opt-in': `select distinct 'opt-in:' || c.tenant_id || ':' || coalesce(v.request_event_id, r.id) as workflow_id,
      jsonb_strip_nulls(jsonb_build_object(
        'id', coalesce(v.request_event_id, r.id), 'verificationId', v.id)) as input
    from consents c join lateral (select e.id from consent_events e where e.tenant_id = c.tenant_id
        and e.consent_id = c.id and e.action = 'request' order by e.seq desc limit 1) r on true
    left join verification_consents vc on vc.tenant_id = c.tenant_id and vc.request_event_id = r.id
    left join verifications v on v.tenant_id = vc.tenant_id and v.id = vc.verification_id
    where c.state = 'pending'`,
  // The gate refuses what this process would cancel, and its confirmation may go only within five minutes.
  'opt-out': null,
  review: `select workflow_id, jsonb_build_object('id', id) as input from consent_reviews where status = 'open'`,
  // Nothing is stored before the link goes; a person who gets none can ask again.
  'preferences-link': null,
  import: `select workflow_id, jsonb_build_object('id', id, 'run', run) as input from imports
    where status = 'running' and workflow_id is not null`,
  'suppression-import': `select workflow_id, jsonb_build_object('id', id) as input from suppression_imports
    where status = 'running'`,
  message: `select workflow_id, jsonb_build_object('id', id) as input from messages
    where status = 'awaiting_consent' and workflow_id is not null`,
  campaign: `select workflow_id, jsonb_build_object('id', id, 'run', run) as input from campaigns
    where status in ('scheduled', 'sending', 'paused') and workflow_id is not null`,
  'campaign-replay': `select workflow_id, jsonb_build_object('id', id) as input from campaign_replays
    where status = 'running'`,
  'privacy-request': `select workflow_id, jsonb_build_object('id', id) as input from privacy_requests
    where workflow_id is not null and status in ('open', 'under_way')`,
  'privacy-export': `select workflow_id, jsonb_build_object('id', id) as input from privacy_exports
    where status in ('pending', 'ready')
      -- Its file goes, too, when a recovery revoked it.
      or status = 'revoked' and exists (select from recoveries r
        where privacy_exports.updated_at between r.started_at and r.finished_at)`,
  'privacy-erasure': `select workflow_id, jsonb_build_object('id', id) as input from privacy_erasures
    where status not in ('completed', 'failed')`,
  'key-rotation': `select workflow_id, jsonb_build_object('id', id) as input from key_rotations
    where status not in ('completed', 'failed')`,
  retention: `select workflow_id, jsonb_build_object('id', id) as input from retention_runs
    where status = 'running'`,
  // Every worker starts it at its own start.
  dispatcher: null,
  housekeeping: null,
};

/** Processes started in parallel: each takes some milliseconds of waiting. */
const AT_ONCE = 20;

/**
 * Starts the process of everything that is open in a tenant's ledger, also one that ended under the same id in a lost
 * history. Safe to repeat: running processes are not touched.
 * @returns how many there were
 * @throws AppError `unavailable` while Temporal cannot be reached
 */
export async function startOpenProcesses(services: Services, ctx: Context): Promise<number> {
  let count = 0;
  for (const type of keptTypes(OPEN)) {
    const sql = OPEN[type];
    if (sql === null) continue;
    const { rows } = await services.db.withTenant(ctx, (trx) => trx.raw<{ rows: Open[] }>(sql));
    await pMap(rows, (row) => start(services, ctx, type, row), { concurrency: AT_ONCE });
    count += rows.length;
  }
  return count;
}

/** Processes identified by an id, and by a number where they may run more than once. */
type Kept = Exclude<TenantProcess, 'preferences-link'>;
type Open = { workflow_id: string; input: { id: string; run: number } };

const start = <T extends Kept>(
  services: Services,
  { tenantId }: Context,
  type: T,
  { workflow_id, input }: Open,
): Promise<void> => {
  const whole: ProcessInputs[T] = { tenantId, ...input };
  return services.processes.start(type, workflow_id, whole, { again: true });
};

const keptTypes = (open: typeof OPEN): Kept[] =>
  Object.keys(open).filter((type): type is Kept => Object.hasOwn(open, type));
