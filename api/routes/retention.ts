import { z } from 'zod';
import { changePolicies } from '#domain/retention/change-policies.ts';
import {
  newRun,
  policyChange,
  retentionAction,
  retentionKind,
  runStatus,
} from '#domain/retention/contract.ts';
import { listPolicies } from '#domain/retention/policies.ts';
import { getRun, listRuns } from '#domain/retention/read-runs.ts';
import { startRun } from '#domain/retention/start-run.ts';
import { operation } from '../operation.ts';
import { byId, flag, id, listOf, paging, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const actor = z.object({ type: z.string(), id: z.string().nullable() });

const policy = z
  .object({
    kind: retentionKind,
    keep_days: z.int().nullable().describe('null: it is kept'),
    action: retentionAction,
    title: z.string(),
    what: z.string(),
    since: z.string().describe('from when its age counts'),
    means: z.string().describe('what the action does'),
    why: z.string().describe('why the limits are as they are'),
    default_keep_days: z.int().nullable(),
    default_action: retentionAction,
    min_days: z.int(),
    max_days: z.int(),
    may_keep: z.boolean(),
    actions: z.array(z.object({ action: retentionAction, means: z.string() })),
    updated_at: timestamp.nullable(),
    updated_by: actor.nullable(),
  })
  .meta({ id: 'RetentionPolicy' });
const policies = z
  .object({
    data: z.array(policy),
    next_run_at: timestamp.describe('when the next daily run begins'),
    kept: z
      .array(z.object({ table: z.string(), why: z.string() }))
      .describe('tables that no policy empties while the organization exists'),
    beside: z.array(z.string()).describe('what is stored outside the tables'),
  })
  .meta(needs('retention:read'));

const run = z
  .object({
    id,
    dry_run: z.boolean(),
    status: runStatus,
    failure: z.string().nullable().describe('why it can never be completed'),
    as_of: timestamp.describe('the moment that decides what is due'),
    asked_by: actor,
    workflow_id: z.string(),
    created_at: timestamp,
    finished_at: timestamp.nullable(),
    kinds: z.array(
      z.object({
        kind: retentionKind,
        action: retentionAction,
        keep_days: z.int(),
        cutoff: timestamp,
        finished: z.boolean(),
        found: z.int(),
        removed: z.int().describe('in a dry run: what would be deleted'),
        held: z.int().describe('kept by legal holds'),
        archives: z.int().describe('files written before rows were deleted'),
        archived_at: z.string().nullable().describe('how the keys of those files begin'),
        hash: z.string().nullable().describe('SHA-256 chained over what was deleted, hex'),
      }),
    ),
  })
  .meta({ id: 'RetentionRun', ...needs('retention:read') });

export const retentionPolicies = {
  list: operation({
    method: 'get',
    path: '/retention-policies',
    summary: 'How long each kind of data is kept, with the limits of the platform',
    permission: 'retention:read',
    output: policies,
    handler: (services, ctx) => listPolicies(services, ctx),
  }),
  change: operation({
    method: 'put',
    path: '/retention-policies',
    summary: 'Change how long kinds are kept and what happens to them then; others stay unchanged',
    permission: 'retention:write',
    body: policyChange,
    output: policies,
    handler: (services, ctx, { body }) => changePolicies(services, ctx, body),
  }),
};

export const retentionRuns = {
  create: operation({
    method: 'post',
    path: '/retention-runs',
    summary: 'Remove what is due, or with `dry_run` count what would be removed',
    permission: 'retention:write',
    body: newRun,
    output: run,
    status: 202,
    idempotent: true,
    handler: (services, ctx, { body }) => startRun(services, ctx, body),
  }),
  list: operation({
    method: 'get',
    path: '/retention-runs',
    summary: 'Runs, newest first',
    permission: 'retention:read',
    query: z.strictObject({ ...paging, dry_run: flag.optional() }),
    output: listOf(run),
    handler: (services, ctx, { query }) => listRuns(services, ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/retention-runs/{id}',
    summary: 'Progress of a run, kind by kind',
    permission: 'retention:read',
    params: byId,
    output: run,
    handler: (services, ctx, { params }) => getRun(services, ctx, params.id),
  }),
};
