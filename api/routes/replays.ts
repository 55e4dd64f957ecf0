import { z } from 'zod';
import {
  DIFFERENCE_KINDS,
  getReplay,
  listReplays,
  REPLAY_STATUSES,
  replayDifferences,
} from '#domain/replays/read.ts';
import { cancelReplay } from '#domain/replays/end.ts';
import { startReplay } from '#domain/replays/start.ts';
import { operation } from '../operation.ts';
import { byId, consentId, id, listOf, paging, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const count = z.int().min(0);
const replay = z
  .object({
    id,
    campaign_id: id,
    status: z.enum(REPLAY_STATUSES),
    error: z.string().nullable().describe('why it failed; null unless it did'),
    known_at: timestamp.describe('what had been recorded by then is "known now"'),
    audience: count.describe('everybody in the ledger; the six counts below add up to it'),
    same: count.describe('the decision is the same, then and now'),
    not_as_decided: count.describe(
      'by the records of that time another decision should have been made',
    ),
    known_since: count.describe('decided correctly, but facts learned later give another decision'),
    not_by_consent: count.describe('left out by another rule: no address, a cap'),
    undecided: count.describe(
      'nothing was decided (queued, canceled), or the facts are no longer stored',
    ),
    erased: count.describe('the person was erased, and the facts with them'),
    written_down: count
      .nullable()
      .describe('audience size according to the audit log; null: it has not begun'),
    workflow_id: z.string(),
    created_at: timestamp,
    finished_at: timestamp.nullable(),
  })
  .meta({ id: 'CampaignReplay', ...needs('audit:read') });

const difference = z
  .object({
    id,
    message_id: id,
    kind: z.enum(DIFFERENCE_KINDS),
    decided_at: timestamp,
    decided: z.string().describe('`granted`, or the reason why not, as the ledger has it'),
    known_then: z.string().describe('decided again with the facts known then'),
    known_now: z.string().describe('decided again with the facts known now about that time'),
    then_event_id: consentId.meta({
      description: 'the consent event behind known_then; null without consents:read',
    }),
    now_event_id: consentId.meta({
      description: 'the consent event behind known_now; null without consents:read',
    }),
  })
  .meta({ id: 'ReplayDifference' });

export const replays = {
  start: operation({
    method: 'post',
    path: '/campaigns/{id}/replays',
    summary: 'Make every decision of a campaign again as of its time',
    permission: 'audit:read',
    params: byId,
    output: replay,
    status: 202,
    idempotent: true,
    handler: (services, ctx, { params }) => startReplay(services, ctx, params.id),
  }),
  list: operation({
    method: 'get',
    path: '/campaigns/{id}/replays',
    summary: 'The replays of a campaign, newest first',
    permission: 'audit:read',
    params: byId,
    query: z.strictObject(paging),
    output: listOf(replay),
    handler: (services, ctx, { params, query }) => listReplays(services, ctx, params.id, query),
  }),
  get: operation({
    method: 'get',
    path: '/campaign-replays/{id}',
    summary: 'One replay: how far it is, and its counts',
    permission: 'audit:read',
    params: byId,
    output: replay,
    handler: (services, ctx, { params }) => getReplay(services, ctx, params.id),
  }),
  cancel: operation({
    method: 'post',
    path: '/campaign-replays/{id}/cancel',
    summary: 'Stop a replay that runs; what it has found stays',
    permission: 'audit:read',
    params: byId,
    output: replay,
    idempotent: true,
    handler: (services, ctx, { params }) => cancelReplay(services, ctx, params.id),
  }),
  differences: operation({
    method: 'get',
    path: '/campaign-replays/{id}/differences',
    summary: 'Decisions that differ, with both results and the events behind them',
    permission: 'audit:read',
    params: byId,
    query: z.strictObject({ ...paging, kind: z.enum(DIFFERENCE_KINDS).optional() }),
    output: listOf(difference),
    handler: (services, ctx, { params, query }) =>
      replayDifferences(services, ctx, params.id, query),
  }),
};
