import { conflict, type AppError } from '#lib/errors.ts';
import type { CampaignPatch, CampaignStatus } from './contract.ts';

export type CampaignAction =
  'edit' | 'schedule' | 'unschedule' | 'pause' | 'resume' | 'cancel' | 'delete';

/** As far as it decides what can be done. */
export type CampaignState = { status: CampaignStatus; audience_frozen_at: Date | null };

/**
 * What can be done with a campaign, by its state:
 * draft → scheduled → sending → sent or failed; paused on the way; canceled from anywhere before the end.
 */
const POSSIBLE: Record<CampaignStatus, readonly CampaignAction[]> = {
  draft: ['edit', 'schedule', 'cancel', 'delete'],
  scheduled: ['edit', 'schedule', 'unschedule', 'pause', 'cancel'],
  sending: ['edit', 'pause', 'cancel'],
  paused: ['edit', 'resume', 'cancel'],
  sent: [],
  failed: [],
  canceled: [],
};

/** Paused before it had begun: everything is open still. */
const BEFORE_IT_BEGAN: readonly CampaignAction[] = [
  'edit', 'schedule', 'unschedule', 'resume', 'cancel',
]; // prettier-ignore

const waits = ({ status, audience_frozen_at }: CampaignState): boolean =>
  status === 'scheduled' || (status === 'paused' && audience_frozen_at === null);

const possible = (state: CampaignState): readonly CampaignAction[] =>
  state.status === 'paused' && waits(state) ? BEFORE_IT_BEGAN : POSSIBLE[state.status];

/** Said of a campaign afterwards; the audit calls it `campaign.<done>`. */
export const DONE = {
  edit: 'changed',
  schedule: 'scheduled',
  unschedule: 'unscheduled',
  pause: 'paused',
  resume: 'resumed',
  cancel: 'canceled',
  delete: 'deleted',
} as const satisfies Record<CampaignAction, string>;

/** @throws AppError conflict, saying what is possible instead */
export function mustAllow(state: CampaignState, action: CampaignAction): void {
  if (!possible(state).includes(action)) throw impossible(state, DONE[action]);
}

function impossible(state: CampaignState, done: string): AppError {
  const instead = possible(state);
  const hint = instead.length
    ? `What can be done now: ${instead.join(', ')}`
    : 'It is finished; make a new campaign to send again';
  return conflict(`This campaign is ${state.status} and cannot be ${done}. ${hint}`);
}

type Field = keyof CampaignPatch;

/** What may still change once a campaign was approved: not what is said, nor to whom. */
const WAITING: readonly Field[] = ['name', 'rate_per_sec', 'scheduled_at'];
const BEGUN: readonly Field[] = ['name', 'rate_per_sec'];

/** @throws AppError conflict, naming what can be changed in this state */
export function mustAllowFields(state: CampaignState, fields: readonly string[]): void {
  mustAllow(state, 'edit');
  if (state.status === 'draft') return;
  const allowed: readonly string[] = waits(state) ? WAITING : BEGUN;
  const refused = fields.find((field) => !allowed.includes(field));
  if (refused === undefined) return;
  const hint = waits(state) ? '; take it back to draft with `unschedule` to change more' : '';
  throw conflict(
    `This campaign is ${state.status}: ${refused} cannot be changed any more, only ${allowed.join(', ')}${hint}`,
  );
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
