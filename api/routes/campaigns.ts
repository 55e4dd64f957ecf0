import { z } from 'zod';
import { channel } from '#domain/channel.contract.ts';
import { campaignAnalytics } from '#domain/campaigns/analytics.ts';
import {
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
import { instant } from '#domain/instant.contract.ts';
import { HELD } from '#domain/message-rules/contract.ts';
import { testCampaign } from '#domain/tests-to-members/send.ts';
import { languageTag } from '#domain/templates/contract.ts';
import { testMessage } from '../test-message.ts';
import { operation } from '../operation.ts';
import { byId, listOf, paging } from '../schemas.ts';
import {
  analytics,
  audiencePreview,
  campaign,
  checks,
  progress,
  recipient,
} from './campaign-answers.ts';

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
    summary: 'Create a draft',
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
    conditional: true,
    handler: (services, ctx, { params, body, ifMatch }) =>
      updateCampaign(services, ctx, params.id, body, ifMatch),
  }),
  delete: operation({
    method: 'delete',
    path: '/campaigns/{id}',
    summary: 'Delete a campaign that has sent nothing',
    permission: 'campaigns:write',
    params: byId,
    conditional: true,
    handler: (services, ctx, { params, ifMatch }) =>
      deleteCampaign(services, ctx, params.id, ifMatch),
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
        language: languageTag.optional().describe('one of the message’s; otherwise its main one'),
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
    conditional: true,
    handler: (services, ctx, { params, body, ifMatch }) =>
      scheduleCampaign(services, ctx, params.id, body.at, ifMatch, body.template_version),
  }),
  unschedule: operation({
    method: 'post',
    path: '/campaigns/{id}/unschedule',
    summary: 'Return it to a draft before it begins',
    permission: 'campaigns:send',
    params: byId,
    output: campaign,
    status: 202,
    conditional: true,
    handler: (services, ctx, { params, ifMatch }) =>
      unscheduleCampaign(services, ctx, params.id, ifMatch),
  }),
  pause: operation({
    method: 'post',
    path: '/campaigns/{id}/pause',
    summary: 'Pause between two batches',
    permission: 'campaigns:send',
    params: byId,
    output: campaign,
    status: 202,
    conditional: true,
    handler: (services, ctx, { params, ifMatch }) =>
      pauseCampaign(services, ctx, params.id, ifMatch),
  }),
  resume: operation({
    method: 'post',
    path: '/campaigns/{id}/resume',
    summary: 'Resume where it stopped',
    permission: 'campaigns:send',
    params: byId,
    output: campaign,
    status: 202,
    conditional: true,
    handler: (services, ctx, { params, ifMatch }) =>
      resumeCampaign(services, ctx, params.id, ifMatch),
  }),
  cancel: operation({
    method: 'post',
    path: '/campaigns/{id}/cancel',
    summary: 'Cancel it; remaining recipients get no message',
    permission: 'campaigns:send',
    params: byId,
    output: campaign,
    status: 202,
    conditional: true,
    handler: (services, ctx, { params, ifMatch }) =>
      cancelCampaign(services, ctx, params.id, ifMatch),
  }),
  audience: operation({
    method: 'get',
    path: '/campaigns/{id}/audience',
    summary: 'Preview of the audience: who would receive it now, who would not, and why',
    permission: 'campaigns:read',
    params: byId,
    query: z.strictObject({
      at: instant.optional().describe('for `quiet_hours_later`; by default its scheduled time'),
    }),
    output: audiencePreview,
    handler: (services, ctx, { params, query }) =>
      previewAudience(services, ctx, params.id, query.at),
  }),
  checks: operation({
    method: 'get',
    path: '/campaigns/{id}/checks',
    summary: 'What is still missing before it can be scheduled, and the values its text asks for',
    permission: 'campaigns:read',
    params: byId,
    output: checks,
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
    summary: 'Progress in numbers; the states add up to the audience',
    permission: 'campaigns:read',
    params: byId,
    output: progress,
    handler: (services, ctx, { params }) => campaignProgress(services, ctx, params.id),
  }),
  analytics: operation({
    method: 'get',
    path: '/campaigns/{id}/analytics',
    summary: 'Results: opens, clicks and unsubscribes',
    permission: 'campaigns:read',
    params: byId,
    output: analytics,
    handler: (services, ctx, { params }) => campaignAnalytics(services, ctx, params.id),
  }),
};
