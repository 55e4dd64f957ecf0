import { conflict, type AppError } from '#lib/errors.ts';
import type { CampaignPatch, CampaignStatus } from './contract.ts';

export type CampaignAction =
  'edit' | 'schedule' | 'unschedule' | 'pause' | 'resume' | 'cancel' | 'delete';

/** The part of a campaign that decides which acts are possible. */
export type CampaignState = { status: CampaignStatus; audience_frozen_at: Date | null };

/**
 * Possible acts by state. A campaign goes draft → scheduled → sending → sent or failed; it can be paused on the way,
 * and canceled at any time before the end.
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

/** Acts of a campaign paused before it began: all are possible. */
const BEFORE_IT_BEGAN: readonly CampaignAction[] = [
  'edit', 'schedule', 'unschedule', 'resume', 'cancel',
]; // prettier-ignore

const waits = ({ status, audience_frozen_at }: CampaignState): boolean =>
  status === 'scheduled' || (status === 'paused' && audience_frozen_at === null);

const possible = (state: CampaignState): readonly CampaignAction[] =>
  state.status === 'paused' && waits(state) ? BEFORE_IT_BEGAN : POSSIBLE[state.status];

/** Past participles of the acts; the audit log calls them `campaign.<done>`. */
export const DONE = {
  edit: 'changed',
  schedule: 'scheduled',
  unschedule: 'unscheduled',
  pause: 'paused',
  resume: 'resumed',
  cancel: 'canceled',
  delete: 'deleted',
} as const satisfies Record<CampaignAction, string>;

/** Checks that an act is possible. @throws AppError conflict, naming the possible acts */
export function mustAllow(state: CampaignState, action: CampaignAction): void {
  if (!possible(state).includes(action)) throw impossible(state, DONE[action]);
}

function impossible(state: CampaignState, done: string): AppError {
  const instead = possible(state);
  const hint = instead.length
    ? `Possible now: ${instead.join(', ')}`
    : 'It is finished; create a new campaign to send again';
  return conflict(`This campaign is ${state.status} and cannot be ${done}. ${hint}`);
}

type Field = keyof CampaignPatch;

/** Fields that may still change in an approved campaign: neither its content nor its audience. */
const WAITING: readonly Field[] = ['name', 'rate_per_sec', 'scheduled_at'];
const BEGUN: readonly Field[] = ['name', 'rate_per_sec'];

/** Checks that fields may change. @throws AppError conflict, naming the fields that may change in this state */
export function mustAllowFields(state: CampaignState, fields: readonly string[]): void {
  mustAllow(state, 'edit');
  if (state.status === 'draft') return;
  const allowed: readonly string[] = waits(state) ? WAITING : BEGUN;
  const refused = fields.find((field) => !allowed.includes(field));
  if (refused === undefined) return;
  const hint = waits(state) ? '; return it to draft with `unschedule` to change more' : '';
  throw conflict(
    `This campaign is ${state.status}: ${refused} can no longer be changed, only ${allowed.join(', ')}${hint}`,
  );
}

/** Returns the number of parallel lanes for an audience. */
export const laneCount = (recipients: number): number =>
  Math.min(Math.max(Math.ceil(recipients / 500), 1), 4);

/**
 * Returns the largest number of messages claimed at a time: a crash leaves at most one such batch of each lane
 * uncertain. At a low rate it is about half a second's worth, so that a pause or an opt-out takes effect quickly.
 */
export function mostInBatch(
  recipients: number,
  channel: 'sms' | 'email',
  ratePerSec: number | null = null,
): number {
  const usual = Math.min(Math.max(Math.ceil(recipients / 25), 10), channel === 'sms' ? 100 : 200);
  return ratePerSec === null ? usual : Math.min(usual, Math.max(1, Math.ceil(ratePerSec / 2)));
}
