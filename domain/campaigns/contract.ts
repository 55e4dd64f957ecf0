import { z } from 'zod';
import { visibleName } from '#lib/visible.ts';
import { purposeRef } from '../consent/contract.ts';
import { channel } from '../channel.contract.ts';
import { soughtTag } from '../contacts/contract.ts';
import { instant, instantText } from '../instant.contract.ts';
import { MOST_VERSIONS, customVariables } from '../templates/contract.ts';

export const CAMPAIGN_STATUSES = [
  'draft', 'scheduled', 'sending', 'paused', 'sent', 'failed', 'canceled',
] as const; // prettier-ignore
export const campaignStatus = z.enum(CAMPAIGN_STATUSES);
export type CampaignStatus = z.infer<typeof campaignStatus>;

const unique = (list: string[]): string[] => [...new Set(list)];

/** Recipients: everybody in any of these segments, with any of these tags, or named. Each person once. */
export const audience = z.strictObject({
  segment_ids: z.array(z.uuid()).max(50).overwrite(unique).default([]),
  contact_ids: z.array(z.uuid()).max(10_000).overwrite(unique).default([]),
  tags: z.array(soughtTag).max(50).overwrite(unique).default([]),
  /** All contacts; the gate still excludes people without consent. */
  everyone: z.boolean().default(false),
});
export type Audience = z.output<typeof audience>;
export const NOBODY: Audience = { segment_ids: [], contact_ids: [], tags: [], everyone: false };

/** An audience from outside: "everyone" beside a group would send to more people than the group names. */
const chosenAudience = audience.superRefine(({ everyone, ...groups }, context) => {
  if (!everyone) return;
  for (const [field, named] of Object.entries(groups)) {
    if (!named.length) continue;
    context.addIssue({
      code: 'custom',
      path: [field],
      message: 'cannot stand beside "everyone", who are chosen already: leave out one of both',
    });
  }
});

const name = visibleName(200);
const rate = z.int().min(1).max(100_000);

export const newCampaign = z.strictObject({
  name,
  channel,
  purpose: purposeRef,
  template_id: z.uuid().nullable().optional(),
  /** Own values of the text, the same for everybody. */
  variables: customVariables.optional(),
  audience: chosenAudience.optional(),
  rate_per_sec: rate.nullable().optional(),
  scheduled_at: instant.nullable().optional(),
});
export type NewCampaign = z.output<typeof newCampaign>;

/** Changes only the named fields. */
export const campaignPatch = newCampaign.partial();
export type CampaignPatch = z.output<typeof campaignPatch>;

const NOW = 'now';

export const scheduleRequest = z.strictObject({
  at: z
    .union([z.literal(NOW), instantText], { error: 'must be a time with its zone, or "now"' })
    .transform((at) => (at === NOW ? NOW : new Date(at)))
    .optional()
    .describe('default: the time it already has, or now when it has none'),
  template_version: z
    .int()
    .min(1)
    .max(MOST_VERSIONS)
    .optional()
    .describe(
      'the version of the template that was reviewed; refused (409) when another one would go out',
    ),
});

/** Possible states of one recipient of a campaign; their counts add up to the audience. */
export const RECIPIENT_STATUSES = [
  'excluded', 'queued', 'sending', 'sent', 'delivered', 'failed', 'bounced', 'complained', 'uncertain',
  'canceled',
] as const; // prettier-ignore
export const recipientStatus = z.enum(RECIPIENT_STATUSES);
export type RecipientStatus = z.infer<typeof recipientStatus>;
