import { z } from 'zod';
import { visibleText } from '#lib/visible.ts';
import { ONE_SUBJECT, oneSubject, subject } from '../subject.contract.ts';

export const HOLD_SCOPES = ['tenant', 'contact', 'campaign'] as const;
export const holdScope = z.enum(HOLD_SCOPES);
export type HoldScope = z.output<typeof holdScope>;

export const holdReason = visibleText(500).min(5, 'must say why, in a few words');

/** The scope of a new hold: everything, all data of one person (a contact or an address), or one campaign. */
export const newHold = z
  .discriminatedUnion('scope', [
    z.strictObject({ scope: z.literal('tenant'), reason: holdReason }),
    z.strictObject({ scope: z.literal('contact'), ...subject, reason: holdReason }),
    z.strictObject({ scope: z.literal('campaign'), campaign_id: z.uuid(), reason: holdReason }),
  ])
  .refine((hold) => hold.scope !== 'contact' || oneSubject(hold), ONE_SUBJECT);
export type NewHold = z.output<typeof newHold>;

export const holdRelease = z.strictObject({ reason: holdReason });

/** The filter on holds by state. */
export const holdState = z.enum(['in_force', 'released']);
