import { conflict, type AppError } from '#lib/errors.ts';
import type { CampaignPatch, CampaignStatus } from './contract.ts';

export type CampaignAction = 'edit' | 'schedule' | 'pause' | 'resume' | 'cancel' | 'delete';

/**
 * What can be done with a campaign, by its state:
 * draft → scheduled → sending → sent or failed; paused on the way; canceled from anywhere before the end.
 */
const POSSIBLE: Record<CampaignStatus, readonly CampaignAction[]> = {
  draft: ['edit', 'schedule', 'cancel', 'delete'],
  scheduled: ['edit', 'schedule', 'pause', 'cancel'],
  sending: ['edit', 'pause', 'cancel'],
  paused: ['edit', 'resume', 'cancel'],
  sent: [],
  failed: [],
  canceled: [],
};

/** Said of a campaign afterwards; the audit calls it `campaign.<done>`. */
export const DONE: Record<CampaignAction, string> = {
  edit: 'changed',
  schedule: 'scheduled',
  pause: 'paused',
  resume: 'resumed',
  cancel: 'canceled',
  delete: 'deleted',
};

/** @throws AppError conflict, saying what is possible instead */
export function mustAllow(status: CampaignStatus, action: CampaignAction): void {
  if (!POSSIBLE[status].includes(action)) throw impossible(status, DONE[action]);
}

function impossible(status: CampaignStatus, done: string): AppError {
  const instead = POSSIBLE[status];
  const hint = instead.length
    ? `What can be done now: ${instead.join(', ')}`
    : 'It is finished; make a new campaign to send again';
  return conflict(`This campaign is ${status} and cannot be ${done}. ${hint}`);
}

type Field = keyof CampaignPatch;

/** What may still change once a campaign was approved: not what is said, nor to whom. */
const CHANGEABLE: Partial<Record<CampaignStatus, readonly Field[]>> = {
  scheduled: ['name', 'rate_per_sec', 'scheduled_at'],
  sending: ['name', 'rate_per_sec'],
  paused: ['name', 'rate_per_sec'],
};

/** @throws AppError conflict, naming what can be changed in this state */
export function mustAllowFields(status: CampaignStatus, fields: readonly string[]): void {
  mustAllow(status, 'edit');
  const allowed: readonly string[] | undefined = CHANGEABLE[status];
  const refused = allowed && fields.find((field) => !allowed.includes(field));
  if (refused) {
    throw conflict(
      `This campaign is ${status}: ${refused} cannot be changed any more, only ${allowed.join(' and ')}`,
    );
  }
}

/** How many lanes send an audience side by side. */
export const laneCount = (recipients: number): number =>
  Math.min(Math.max(Math.ceil(recipients / 1_000), 1), 4);

/**
 * Messages claimed at a time: a crash leaves at most one such chunk of each lane in doubt. At a low rate
 * about a second's worth, so that a pause or an opt-out is never long in acting.
 */
export function chunkSize(
  recipients: number,
  channel: 'sms' | 'email',
  ratePerSec: number | null = null,
): number {
  const usual = Math.min(Math.max(Math.ceil(recipients / 50), 10), channel === 'sms' ? 25 : 200);
  return ratePerSec === null ? usual : Math.min(usual, Math.max(1, Math.ceil(ratePerSec / 2)));
}
