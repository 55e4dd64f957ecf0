import type { Campaign } from '#models/campaign.ts';

export type CampaignRow = Campaign & { purpose: string };

/** Returns a campaign as callers see it. */
export const campaignView = (row: CampaignRow) => ({
  id: row.id,
  name: row.name,
  channel: row.channel,
  purpose: row.purpose,
  template_id: row.template_id,
  variables: row.variables,
  audience: row.audience,
  rate_per_sec: row.rate_per_sec,
  status: row.status,
  failure: row.failure,
  scheduled_at: row.scheduled_at,
  started_at: row.started_at,
  finished_at: row.finished_at,
  version: row.version,
  workflow_id: row.workflow_id,
  created_at: row.created_at,
  updated_at: row.updated_at,
});
export type CampaignView = ReturnType<typeof campaignView>;
