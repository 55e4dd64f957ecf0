import { notFound } from '#lib/errors.ts';
import { loadCampaign } from '../campaigns/read.ts';
import type { Context, Services } from '../context.ts';
import { reasonFor } from '../messaging/rules.ts';
import { page, type Page, type PageRequest } from '../paging.ts';

export const REPLAY_STATUSES = ['running', 'completed', 'failed', 'canceled'] as const;

/** One replay. `same` … `erased` add up to `audience`. */
export type Replay = {
  id: string;
  campaign_id: string;
  status: (typeof REPLAY_STATUSES)[number];
  /** Why it failed; otherwise null. */
  error: string | null;
  known_at: Date;
  audience: number;
  same: number;
  not_as_decided: number;
  known_since: number;
  not_by_consent: number;
  undecided: number;
  erased: number;
  written_down: number | null;
  workflow_id: string;
  created_at: Date;
  finished_at: Date | null;
};
const COLUMNS = [
  'id', 'campaign_id', 'status', 'error', 'known_at', 'audience', 'same', 'not_as_decided', 'known_since', 'not_by_consent',
  'undecided', 'erased', 'written_down', 'workflow_id', 'created_at', 'finished_at',
].map((name) => `campaign_replays.${name}`); // prettier-ignore

/** Returns a replay. @throws AppError not_found */
export const getReplay = (services: Services, ctx: Context, id: string): Promise<Replay> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: Replay | undefined = await trx('campaign_replays').where({ id }).first(COLUMNS);
    if (!row) throw notFound('Replay');
    return row;
  });

/** Lists the replays of a campaign, newest first. @throws AppError not_found */
export const listReplays = (
  services: Services,
  ctx: Context,
  campaignId: string,
  request: PageRequest,
): Promise<Page<Replay>> =>
  services.db.withTenant(ctx, async (trx) => {
    await loadCampaign(trx, campaignId);
    const query = trx('campaign_replays').where({ campaign_id: campaignId }).select(COLUMNS);
    return page<Replay>(query, request, 'created_at', 'campaign_replays');
  });

export const DIFFERENCE_KINDS = ['not_as_decided', 'known_since'] as const;
export type ReplayDifference = {
  id: string;
  message_id: string;
  kind: (typeof DIFFERENCE_KINDS)[number];
  decided_at: Date;
  decided: string;
  known_then: string;
  known_now: string;
  then_event_id: string | null;
  now_event_id: string | null;
};

/** Returns the decisions that came out differently, by recipient. @throws AppError not_found */
export const replayDifferences = (
  services: Services,
  ctx: Context,
  id: string,
  { kind, ...request }: PageRequest & { kind?: ReplayDifference['kind'] | undefined },
): Promise<Page<ReplayDifference>> =>
  services.db.withTenant(ctx, async (trx) => {
    if (!(await trx('campaign_replays').where({ id }).first('id'))) throw notFound('Replay');
    const query = trx('campaign_replay_differences')
      .where({ replay_id: id })
      .select('campaign_replay_differences.*');
    if (kind) query.where({ kind });
    const found = await page<ReplayDifference>(
      query,
      request,
      'decided_at',
      'campaign_replay_differences',
    );
    const told = ({ decided, known_then, known_now, ...rest }: ReplayDifference) => ({
      ...rest,
      decided: reasonFor(ctx, decided),
      known_then: reasonFor(ctx, known_then),
      known_now: reasonFor(ctx, known_now),
    });
    return { ...found, data: found.data.map(told) };
  });
