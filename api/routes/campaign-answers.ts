import { z } from 'zod';
import { channel } from '#domain/channel.contract.ts';
import { TOLD_REASONS } from '#domain/consent/gate/gate.ts';
import { audience, campaignStatus, recipientStatus } from '#domain/campaigns/contract.ts';
import { HELD } from '#domain/message-rules/contract.ts';
import { addressAbsent, consentId, contactId, id, timestamp, unreadable } from '../schemas.ts';
import { needs } from '../seen-by.ts';

/** The answers of the campaign operations. */
export const campaign = z
  .object({
    id,
    name: z.string(),
    channel,
    purpose: z.string(),
    template_id: id.nullable(),
    variables: z
      .record(z.string(), z.unknown())
      .describe('the campaign’s own values for variables in the text'),
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
export const progress = z
  .object({
    status: campaignStatus,
    step: z.string().nullable().describe('the step its process is in; null for a draft'),
    waiting_for: z.array(z.string()).describe('sentences; empty while it works'),
    until: timestamp.nullable().describe('the latest moment at which it goes on by itself'),
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
    held: count.describe('of those queued: deferred by quiet hours or a cap'),
    held_for: z.object({ quiet_hours: count, frequency_cap: count }),
    next_at: timestamp.nullable().describe('when the first deferred message is decided again'),
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

export const recipient = z
  .object({
    id: id.describe('the message'),
    contact_id: contactId,
    address: z.string().nullable().describe('masked'),
    address_absent: addressAbsent,
    status: recipientStatus,
    reason: z.string().nullable(),
    held: z.enum(HELD).nullable().describe('why a queued message is deferred'),
    held_until: timestamp.nullable(),
    error_code: z.string().nullable(),
    consent_id: consentId,
    consent_event_id: consentId.meta({
      description: 'the event that allows it; null without consents:read',
    }),
    sent_at: timestamp.nullable(),
    unreadable,
  })
  .meta({ id: 'CampaignRecipient' });
const quietHours = z.object({
  looked_at: count.describe('of those included, at most 1,000; fewer than `included`: a sample'),
  waiting: count.describe('of those looked at'),
  until: timestamp.nullable().describe('when the first of them may be messaged'),
});
export const audiencePreview = z.object({
  total: count,
  included: count,
  excluded: count,
  reasons: z.array(
    z.object({
      reason: z.enum(TOLD_REASONS).describe('`suppressed` without suppressions:read'),
      count,
    }),
  ),
  sample: z.array(z.object({ id, name: z.string().nullable(), address: z.string().nullable() })),
  quiet_hours: quietHours
    .nullable()
    .describe(
      'who would wait for quiet hours to end, were it sent now; null: no rule applies to it',
    ),
  quiet_hours_later: quietHours
    .extend({ at: timestamp })
    .nullable()
    .describe('the same at a later time; null: no such time, or no rule applies to it'),
  frequency_caps: quietHours
    .extend({ over: z.enum(['hold', 'refuse']) })
    .nullable()
    .describe(
      'who has no room under a frequency cap, were it sent now: `hold`, they wait until `until`; `refuse`, they are not sent to. Null: no cap covers it',
    ),
});

export const checks = z.object({
  ready: z.boolean(),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .describe('what `schedule` would refuse, by field'),
  own_values: z.array(
    z.object({
      name: z.string().describe('set it in `variables`'),
      needed: z.boolean().describe('there is no default value'),
    }),
  ),
  postal_address: z
    .enum(['set', 'missing', 'not_needed'])
    .describe('of the sender, in marketing mail: `missing` is refused in production (409)'),
  shows: z
    .object({
      sender: z.boolean().describe('the sender’s name; a mail always names it, in From'),
      opt_out: z.boolean().describe('how to stop; added where the purpose requires it'),
    })
    .nullable()
    .describe('what every copy shows, in each language; null without a text'),
});

export const analytics = z.object({
  audience: count,
  excluded: count,
  sent: count,
  failed: count,
  uncertain: count,
  opened: count.describe('messages opened by people or programs; `opens` splits them'),
  opened_by_machines: count,
  opens: byVisitor,
  clicked: count.describe('messages whose links were followed by people or programs'),
  clicked_by_machines: count,
  clicks: byVisitor,
  unsubscribed: count,
});
