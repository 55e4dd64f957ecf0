/*
 * The state machine of one consent (tenant × address × channel × purpose), pure: none → pending → granted → expired |
 * withdrawn; pending → lapsed. Acts are ordered by when the person acted (`orderOf`), not by when they are recorded.
 * A withdrawal overrides every request and every grant that is not later; imports and API calls never lift it.
 * docs/consent.md has the full rules.
 */
export const CONSENT_STATES = [
  'none', 'pending', 'lapsed', 'granted', 'expired', 'withdrawn', 'imported_unproven',
] as const; // prettier-ignore
export type ConsentState = (typeof CONSENT_STATES)[number];

export const CONSENT_SOURCES = [
  'web_form', 'keyword', 'api', 'import', 'paper', 'verbal', 'preference_centre', 'one_click',
  'complaint', 'bounce', 'admin', 'erasure', 'system',
] as const; // prettier-ignore
export type ConsentSource = (typeof CONSENT_SOURCES)[number];

/** Sources of acts by the person. Only these may lift a withdrawal. */
export const OWN_SOURCES = [
  'web_form', 'keyword', 'preference_centre',
] as const satisfies readonly ConsentSource[]; // prettier-ignore
const BY_THE_PERSON: ReadonlySet<string> = new Set(OWN_SOURCES);

/**
 * Returns whether a recorded act was the person's own: on a page of ours or by a text. A source that a caller states
 * is none.
 */
export const isOwnAct = (event: {
  source: string;
  actor_type: string;
  source_stated: boolean;
}): boolean =>
  event.actor_type === 'person' && !event.source_stated && BY_THE_PERSON.has(event.source);

/**
 * Returns whether a user or an API key claims a source that only the person can use. Such a claim lifts nothing by
 * itself.
 */
export const isStated = (source: string, actorType: string): boolean =>
  (actorType === 'user' || actorType === 'api_key') && PAGES.has(source);
const PAGES: ReadonlySet<string> = new Set<ConsentSource>([
  'web_form',
  'preference_centre',
  'one_click',
]);

export type ConsentAct =
  /** `again`: records an event also where consent is granted, so that an answer never reveals who has granted. */
  | { action: 'request'; source: ConsentSource; again?: boolean }
  /** `proven`: by a verification of the address, or by a text from the number itself. */
  | { action: 'grant'; source: ConsentSource; proven: boolean }
  | { action: 'withdraw'; source: ConsentSource }
  | { action: 'import'; evidence: boolean }
  | { action: 'lapse' }
  | { action: 'expire' };

/**
 * `capturedAt`: when the act that led to this state happened. `withdrawnAt`: when the person last withdrew; only
 * their own later, proven grant clears it. `expiresAt`: when the grant expires, whether or not that is recorded yet.
 * `imported`: the grant comes from an import, not from a proof by the person.
 */
export type Present = {
  state: ConsentState;
  capturedAt: Date | null;
  withdrawnAt: Date | null;
  expiresAt?: Date | null;
  imported?: boolean;
};

/** The result of an act: a new state, no change (still recorded in the history), or a refusal. */
export type Verdict =
  | { outcome: 'becomes'; state: ConsentState }
  | { outcome: 'unchanged'; why: string }
  | { outcome: 'refused'; why: string };

export const ALREADY_WITHDRAWN = 'already_withdrawn';

const becomes = (state: ConsentState): Verdict => ({ outcome: 'becomes', state });
const unchanged = (why: string): Verdict => ({ outcome: 'unchanged', why });
const refused = (why: string): Verdict => ({ outcome: 'refused', why });

/**
 * Returns the time by which an act is ordered. No act happens after its recording, so a later time counts as the
 * moment of recording. In SQL: `least(captured_at, recorded_at)`.
 */
export const orderOf = (capturedAt: Date, recordedAt: Date): Date =>
  capturedAt < recordedAt ? capturedAt : recordedAt;

/** The same for an act recorded earlier whose recording time is not known: it counts as before the current act. */
const before = (at: Date | null, now: Date): number =>
  at === null ? Number.NEGATIVE_INFINITY : at <= now ? at.getTime() : now.getTime() - 1;

/**
 * Returns what one act does to a consent.
 * @param capturedAt when the person acted, which may be before it is recorded
 * @param now when it is recorded
 */
export function decide(present: Present, act: ConsentAct, capturedAt: Date, now: Date): Verdict {
  const { state } = present;
  const at = orderOf(capturedAt, now).getTime();
  const older = at < before(present.capturedAt, now);
  const withdrawn = present.withdrawnAt !== null;
  const withdrewLater = withdrawn && at <= before(present.withdrawnAt, now);
  const mayLift = 'source' in act && BY_THE_PERSON.has(act.source);
  switch (act.action) {
    case 'request':
      if (state === 'granted' && !(present.expiresAt && present.expiresAt.getTime() <= at)) {
        return unchanged('already_granted');
      }
      if (withdrewLater) return refused('withdrawn_later');
      if (withdrawn && !mayLift) return refused('withdrawn');
      return becomes('pending');
    case 'grant':
      if (!act.proven) return refused('not_proven');
      if (withdrewLater) return unchanged('withdrawn_later');
      if (withdrawn && !mayLift) return refused('withdrawn');
      if (state === 'granted' && older) return unchanged('granted_later');
      return becomes('granted');
    case 'withdraw':
      if (state === 'withdrawn') return unchanged(ALREADY_WITHDRAWN);
      // A later grant that an import claims does not outweigh the person's own withdrawal.
      if (state === 'granted' && older && !present.imported) return unchanged('granted_later');
      return becomes('withdrawn');
    case 'import':
      if (state !== 'none' && state !== 'lapsed' && state !== 'imported_unproven') {
        return unchanged(state);
      }
      return becomes(act.evidence ? 'granted' : 'imported_unproven');
    case 'lapse':
      // A request without an answer leaves an earlier withdrawal in force.
      return state === 'pending' ? becomes(withdrawn ? 'withdrawn' : 'lapsed') : unchanged(state);
    case 'expire':
      return state === 'granted' ? becomes('expired') : unchanged(state);
  }
}
