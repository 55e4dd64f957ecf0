import { z } from 'zod';
import { channel } from '#domain/channel.contract.ts';
import { GATE_REASONS } from '#domain/consent/gate.ts';
import { campaignAnalytics } from '#domain/campaigns/analytics.ts';
import {
  audience,
  campaignPatch,
  campaignStatus,
  newCampaign,
  recipientStatus,
  scheduleRequest,
} from '#domain/campaigns/contract.ts';
import {
  cancelCampaign,
  pauseCampaign,
  resumeCampaign,
  scheduleCampaign,
  unscheduleCampaign,
} from '#domain/campaigns/control.ts';
import { checkCampaign } from '#domain/campaigns/checks.ts';
import { createCampaign, deleteCampaign, updateCampaign } from '#domain/campaigns/edit.ts';
import { previewAudience } from '#domain/campaigns/preview.ts';
import { campaignProgress } from '#domain/campaigns/progress.ts';
import { getCampaign, listCampaigns } from '#domain/campaigns/read.ts';
import { campaignRecipients } from '#domain/campaigns/recipients.ts';
import { HELD } from '#domain/message-rules/contract.ts';
import { testCampaign } from '#domain/tests-to-members/send.ts';
import { languageTag } from '#domain/templates/contract.ts';
import { testMessage } from '../test-message.ts';
import { operation } from '../operation.ts';
import { addressAbsent, byId, contactId, id, listOf, paging, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const campaign = z
  .object({
    id,
    name: z.string(),
    channel,
    purpose: z.string(),
    template_id: id.nullable(),
    variables: z
      .record(z.string(), z.unknown())
      .describe('values of its own that fill in the text'),
    audience,
    rate_per_sec: z.int().nullable(),
    status: campaignStatus,
    failure: z.string().nullable(),
    scheduled_at: timestamp.nullable(),
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
    version: z.int(),
    workflow_id: z.string().nullable(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Campaign', ...needs('campaigns:read') });

const count = z.int().min(0);
const progress = z
  .object({
    status: campaignStatus,
    audience: count,
    excluded: count,
    queued: count,
    sending: count,
    sent: count,
    delivered: count,
    failed: count,
    bounced: count,
    complained: count,
    uncertain: count,
    canceled: count,
    held: count.describe('of those queued: who waits for their hours or for room under a cap'),
    held_for: z.object({ quiet_hours: count, frequency_cap: count }),
    next_at: timestamp.nullable().describe('when the first of those held is looked at again'),
    rate_per_sec: z.int().nullable(),
    measured_rate: z.number(),
    scheduled_at: timestamp.nullable(),
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
    failure: z.string().nullable(),
    workflow_id: z.string().nullable(),
  })
  .meta({ id: 'CampaignProgress' });

const byVisitor = z
  .object({ human: count, machine: count, unknown: count })
  .describe(
    'messages by who visited: `human` where one visit was a person’s, `machine` where all were by programs (scanners, mail programs that fetch ahead)',
  );

const recipient = z
  .object({
    id: id.describe('the message'),
    contact_id: contactId,
    address: z.string().nullable().describe('masked'),
    address_absent: addressAbsent,
    status: recipientStatus,
    reason: z.string().nullable(),
    held: z.enum(HELD).nullable().describe('why somebody queued has to wait'),
    held_until: timestamp.nullable(),
    error_code: z.string().nullable(),
    consent_id: id.nullable(),
    consent_event_id: id.nullable().describe('the event that allows it'),
    sent_at: timestamp.nullable(),
  })
  .meta({ id: 'CampaignRecipient' });

export const campaigns = {
  list: operation({
    method: 'get',
    path: '/campaigns',
    summary: 'Campaigns, newest first',
    permission: 'campaigns:read',
    query: z.strictObject({
      ...paging,
      status: campaignStatus.optional(),
      channel: channel.optional(),
    }),
    output: listOf(campaign),
    handler: (services, ctx, { query }) => listCampaigns(services, ctx, query),
  }),
  create: operation({
    method: 'post',
    path: '/campaigns',
    summary: 'Make a draft',
    permission: 'campaigns:write',
    body: newCampaign,
    output: campaign,
    status: 201,
    idempotent: true,
    handler: (services, ctx, { body }) => createCampaign(services, ctx, body),
  }),
  get: operation({
    method: 'get',
    path: '/campaigns/{id}',
    summary: 'One campaign',
    permission: 'campaigns:read',
    params: byId,
    output: campaign,
    handler: (services, ctx, { params }) => getCampaign(services, ctx, params.id),
  }),
  update: operation({
    method: 'patch',
    path: '/campaigns/{id}',
    summary: 'Change a campaign; If-Match guards against a lost update',
    permission: 'campaigns:write',
    params: byId,
    body: campaignPatch,
    output: campaign,
    handler: (services, ctx, { params, body, ifMatch }) =>
      updateCampaign(services, ctx, params.id, body, ifMatch),
  }),
  delete: operation({
    method: 'delete',
    path: '/campaigns/{id}',
    summary: 'Remove a campaign that messaged nobody',
    permission: 'campaigns:write',
    params: byId,
    handler: (services, ctx, { params }) => deleteCampaign(services, ctx, params.id),
  }),
  test: operation({
    method: 'post',
    path: '/campaigns/{id}/test',
    summary:
      'Send a campaign’s message to yourself; no consent is asked for, and nothing counts it',
    permission: 'campaigns:write',
    params: byId,
    body: z
      .strictObject({
        language: languageTag.optional().describe('one of the message’s; else its main one'),
      })
      .optional(),
    output: testMessage,
    status: 202,
    idempotent: true,
    handler: async (services, ctx, { params, body }) =>
      testCampaign(
        services,
        ctx,
        await services.identity.callingMember(ctx),
        params.id,
        body ?? {},
      ),
  }),
  schedule: operation({
    method: 'post',
    path: '/campaigns/{id}/schedule',
    summary: 'Approve it: send at a time, or now; or move the time. A time in the past is refused',
    permission: 'campaigns:send',
    params: byId,
    body: scheduleRequest,
    output: campaign,
    status: 202,
    idempotent: true,
    handler: (services, ctx, { params, body, ifMatch }) =>
      scheduleCampaign(services, ctx, params.id, body.at, ifMatch),
  }),
  unschedule: operation({
    method: 'post',
    path: '/campaigns/{id}/unschedule',
    summary: 'Take it back to its draft before it begins',
    permission: 'campaigns:send',
    params: byId,
    output: campaign,
    status: 202,
    handler: (services, ctx, { params }) => unscheduleCampaign(services, ctx, params.id),
  }),
  pause: operation({
    method: 'post',
    path: '/campaigns/{id}/pause',
    summary: 'Stop between two chunks',
    permission: 'campaigns:send',
    params: byId,
    output: campaign,
    status: 202,
    handler: (services, ctx, { params }) => pauseCampaign(services, ctx, params.id),
  }),
  resume: operation({
    method: 'post',
    path: '/campaigns/{id}/resume',
    summary: 'Go on where it stopped',
    permission: 'campaigns:send',
    params: byId,
    output: campaign,
    status: 202,
    handler: (services, ctx, { params }) => resumeCampaign(services, ctx, params.id),
  }),
  cancel: operation({
    method: 'post',
    path: '/campaigns/{id}/cancel',
    summary: 'End it; whoever has not been messaged will not be',
    permission: 'campaigns:send',
    params: byId,
    output: campaign,
    status: 202,
    handler: (services, ctx, { params }) => cancelCampaign(services, ctx, params.id),
  }),
  audience: operation({
    method: 'get',
    path: '/campaigns/{id}/audience',
    summary: 'Who would get it now, who would not, and why',
    permission: 'campaigns:read',
    params: byId,
    output: z.object({
      total: count,
      included: count,
      excluded: count,
      reasons: z.array(z.object({ reason: z.enum(GATE_REASONS), count })),
      sample: z.array(
        z.object({ id, name: z.string().nullable(), address: z.string().nullable() }),
      ),
    }),
    handler: (services, ctx, { params }) => previewAudience(services, ctx, params.id),
  }),
  checks: operation({
    method: 'get',
    path: '/campaigns/{id}/checks',
    summary: 'What is still missing before it can be scheduled, and the values its text asks for',
    permission: 'campaigns:read',
    params: byId,
    output: z.object({
      ready: z.boolean(),
      errors: z
        .array(z.object({ path: z.string(), message: z.string() }))
        .describe('what `schedule` would refuse, by field'),
      own_values: z.array(
        z.object({
          name: z.string().describe('set it in `variables`'),
          needed: z.boolean().describe('nothing stands in for it'),
        }),
      ),
      postal_address: z
        .enum(['set', 'missing', 'not_needed'])
        .describe('of the sender, in marketing mail: `missing` is refused in production (409)'),
    }),
    handler: (services, ctx, { params }) => checkCampaign(services, ctx, params.id),
  }),
  recipients: operation({
    method: 'get',
    path: '/campaigns/{id}/recipients',
    summary: 'Everybody in the audience, what happened and why',
    permission: 'campaigns:read',
    params: byId,
    query: z.strictObject({
      ...paging,
      status: recipientStatus.optional(),
      reason: z.string().max(60).optional(),
      held: z.enum(HELD).optional(),
    }),
    output: listOf(recipient),
    handler: (services, ctx, { params, query }) =>
      campaignRecipients(services, ctx, params.id, query),
  }),
  progress: operation({
    method: 'get',
    path: '/campaigns/{id}/progress',
    summary: 'Where it stands, counted; the states add up to the audience',
    permission: 'campaigns:read',
    params: byId,
    output: progress,
    handler: (services, ctx, { params }) => campaignProgress(services, ctx, params.id),
  }),
  analytics: operation({
    method: 'get',
    path: '/campaigns/{id}/analytics',
    summary: 'What came of it',
    permission: 'campaigns:read',
    params: byId,
    output: z.object({
      audience: count,
      excluded: count,
      sent: count,
      failed: count,
      uncertain: count,
      opened: count.describe('messages opened by anybody or anything; who, says `opens`'),
      opened_by_machines: count,
      opens: byVisitor,
      clicked: count.describe('messages whose links were followed by anybody or anything'),
      clicked_by_machines: count,
      clicks: byVisitor,
      unsubscribed: count,
    }),
    handler: (services, ctx, { params }) => campaignAnalytics(services, ctx, params.id),
  }),
};
