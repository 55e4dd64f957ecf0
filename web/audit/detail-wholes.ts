import { own } from '../../lib/own.ts';
import { sentence, statusWord } from '../core/words.ts';
import { count, isNumber, list, some, type Detail } from './detail-values.ts';

type Whole = { says: string | null; keys: readonly string[] };
const numberAt = (detail: Detail, key: string): number => {
  const value = own(detail, key);
  return isNumber(value) ? value : 0;
};

/** Actions whose numbers together make one sentence. */
const WHOLE: Record<string, (detail: Detail) => Whole> = {
  ...Object.fromEntries(
    ['completed', 'failed', 'canceled'].map((end) => [`import.${end}`, ofImport]),
  ),
  'suppressions.imported': (d) => ({
    says: `${some(numberAt(d, 'created'), 'address', 'addresses')} blocked, ${count(numberAt(d, 'already'))} blocked before, ${some(numberAt(d, 'failed'), 'row')} failed`,
    keys: ['created', 'already', 'failed', 'total'],
  }),
  'campaign.sent': byState,
  'campaign.recovered': (d) => ({
    says: `${some(numberAt(d, 'uncertain'), 'message')} uncertain, ${count(numberAt(d, 'repeated'))} sent again, ${count(numberAt(d, 'untouched'))} as before`,
    keys: ['uncertain', 'repeated', 'untouched'],
  }),
  'campaign.paused': (d) => ({
    says: d['of'] === undefined ? null : `${count(numberAt(d, 'refused'))} of ${some(numberAt(d, 'of'), 'message')} were refused`,
    keys: ['refused', 'of'],
  }),
  'campaign.replayed': (d) => ({
    says: `Of ${some(numberAt(d, 'audience'), 'person', 'people')}, ${count(numberAt(d, 'same'))} were decided as the record says, ${count(numberAt(d, 'not_as_decided'))} differently`,
    keys: Object.keys(d),
  }),
  'retention.applied': (d) => ({
    says: `${count(numberAt(d, 'found'))} found, ${count(numberAt(d, 'removed'))} deleted, ${count(numberAt(d, 'held'))} kept by holds`,
    keys: ['found', 'removed', 'held', 'archives', 'sha256'],
  }),
  'retention_policy.changed': (d) => ({
    says: `${sentence(keptFor(d['before']))} before, ${keptFor(d['after'])} now`,
    keys: ['before', 'after'],
  }),
}; // prettier-ignore

function ofImport(d: Detail): Whole {
  const consents = d['consents'];
  const of = (key: string): number =>
    typeof consents === 'object' && consents !== null
      ? numberAt(Object.fromEntries(Object.entries(consents)), key)
      : 0;
  const told = [
    `${some(numberAt(d, 'created'), 'new contact')}, ${count(numberAt(d, 'updated'))} known already, ${some(numberAt(d, 'failed'), 'row')} failed`,
    ...(of('recorded') || of('refused')
      ? [
          `${some(of('recorded'), 'consent was', 'consents were')} recorded${of('unproven') ? ` (${count(of('unproven'))} without proof)` : ''} and ${count(of('refused'))} refused`,
        ]
      : []),
  ].join('; ');
  return {
    says: d['created'] === undefined ? null : told,
    keys: ['created', 'updated', 'failed', 'consents'],
  };
}

function byState(d: Detail): Whole {
  const told = Object.entries(d).flatMap(([state, n]) =>
    isNumber(n) ? [`${count(n)} ${statusWord(state).toLowerCase()}`] : [],
  );
  return { says: told.length ? list(told) : null, keys: Object.keys(d) };
}

function keptFor(policy: unknown): string {
  if (typeof policy !== 'object' || policy === null) return 'kept';
  const days = numberAt(Object.fromEntries(Object.entries(policy)), 'keep_days');
  return days ? `kept for ${some(days, 'day')}` : 'kept permanently';
}

/** Returns the one sentence that an action makes of several keys; undefined for most actions. */
export const wholeOf = (action: string, detail: Detail): Whole | undefined =>
  own(WHOLE, action)?.(detail);
