import { z } from 'zod';
import { channel } from '#domain/channel.contract.ts';
import {
  consentSettings as settingsShape,
  consentSettingsPatch,
} from '#domain/inbound-texts/settings.contract.ts';
import { getConsentSettings, updateConsentSettings } from '#domain/inbound-texts/settings.ts';
import { reviewDecision, reviewKind, reviewStatus } from '#domain/reviews/contract.ts';
import { decideReview } from '#domain/reviews/decide.ts';
import { countReviews, getReview, listReviews } from '#domain/reviews/read.ts';
import { operation } from '../operation.ts';
import { byId, contactId, id, listOf, paging, reveal, timestamp, unreadable } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const review = z
  .object({
    id,
    kind: reviewKind.describe(
      '`unclear`: nothing in it says that it is a withdrawal, and it lapses without effect',
    ),
    status: reviewStatus,
    channel,
    address: z.string().describe('masked unless revealed'),
    contact_id: contactId,
    text: z.string().describe('what the person wrote'),
    received_at: timestamp,
    due_at: timestamp.describe(
      'ten business days after receipt; without a decision the consents are withdrawn then (of the kind `unclear`: nothing happens)',
    ),
    overdue: z.boolean(),
    urgent: z.boolean().describe('two business days are left, or less'),
    decided_at: timestamp.nullable(),
    decided_by: z.object({ type: z.string(), id: z.string().nullable() }).nullable(),
    reason: z.string().nullable(),
    workflow_id: z.string(),
    unreadable,
  })
  .meta({ id: 'Review', ...needs('consents:read') });

const settings = settingsShape.meta({ id: 'ConsentSettings', ...needs('organization:read') });

export const reviews = {
  list: operation({
    method: 'get',
    path: '/reviews',
    summary: 'Messages that wait to be read, the next deadline first',
    permission: 'consents:read',
    query: z.strictObject({
      ...paging,
      status: reviewStatus.optional(),
      kind: reviewKind.optional().describe('by default those that may be a withdrawal'),
    }),
    output: listOf(review),
    handler: (services, ctx, { query }) => listReviews(services, ctx, query),
  }),
  // Before get, or `count` would be read as a review's id.
  count: operation({
    method: 'get',
    path: '/reviews/count',
    summary: 'How many messages wait for a decision',
    permission: 'consents:read',
    output: z
      .object({
        open: z.int(),
        urgent: z.int(),
        overdue: z.int(),
        next_due_at: timestamp.nullable(),
        unclear: z.int().describe('of the kind `unclear`; the other counts are without them'),
      })
      .meta({ id: 'ReviewCounts' }),
    handler: (services, ctx) => countReviews(services, ctx),
  }),
  get: operation({
    method: 'get',
    path: '/reviews/{id}',
    summary: 'One message that waits to be read, or was',
    permission: 'consents:read',
    params: byId,
    query: z.strictObject({ reveal }),
    output: review,
    handler: (services, ctx, { params, query }) =>
      getReview(services, ctx, params.id, query.reveal),
  }),
  decide: operation({
    method: 'post',
    path: '/reviews/{id}/decide',
    summary:
      'Decide whether a message was a withdrawal; `withdraw` withdraws every consent on its channel',
    permission: 'consents:write',
    params: byId,
    body: reviewDecision,
    output: review,
    handler: (services, ctx, { params, body }) => decideReview(services, ctx, params.id, body),
  }),
};

export const consentSettings = {
  get: operation({
    method: 'get',
    path: '/consent-settings',
    summary: 'How withdrawals by text are read',
    permission: 'organization:read',
    output: settings,
    handler: (services, ctx) => getConsentSettings(services, ctx),
  }),
  update: operation({
    method: 'patch',
    path: '/consent-settings',
    summary: 'Change how withdrawals by text are read, from now on',
    permission: 'organization:write',
    body: consentSettingsPatch,
    output: settings,
    handler: (services, ctx, { body }) => updateConsentSettings(services, ctx, body),
  }),
};
