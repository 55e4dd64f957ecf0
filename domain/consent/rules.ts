/*
 * The state machine of one consent (tenant × address × channel × purpose), pure. ../shared/rules.md §2.3:
 * none → pending → granted → expired | withdrawn; pending → lapsed; a withdrawal beats every grant that
 * was captured earlier, even one recorded later; imports and API calls never lift a withdrawal.
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

/** Acts of the person, who alone may lift a withdrawal. */
const BY_THE_PERSON: ReadonlySet<ConsentSource> = new Set([
  'web_form',
  'keyword',
  'preference_centre',
]);

export type ConsentAct =
  /** `again`: also of somebody who has granted, so that an answer never tells who has. */
  | { action: 'request'; source: ConsentSource; again?: boolean }
  /** `proven`: by a verification of the address, or by a word from the number itself. */
  | { action: 'grant'; source: ConsentSource; proven: boolean }
  | { action: 'withdraw'; source: ConsentSource }
  | { action: 'import'; evidence: boolean }
  | { action: 'lapse' }
  | { action: 'expire' };

/**
 * `withdrawnAt`: when the person last withdrew; only their own later, proven grant clears it.
 * `expiresAt`: when a grant ends by itself, whether or not that has been recorded yet.
 */
export type Present = {
  state: ConsentState;
  capturedAt: Date | null;
  withdrawnAt: Date | null;
  expiresAt?: Date | null;
};

/** What an act does: a new state, nothing (still recorded in the history), or it is refused. */
export type Verdict =
  | { outcome: 'becomes'; state: ConsentState }
  | { outcome: 'unchanged'; why: string }
  | { outcome: 'refused'; why: string };

const becomes = (state: ConsentState): Verdict => ({ outcome: 'becomes', state });
const unchanged = (why: string): Verdict => ({ outcome: 'unchanged', why });

/**
 * Decides one act.
 * @param capturedAt when the person acted, which may be before it is recorded
 */
export function decide(present: Present, act: ConsentAct, capturedAt: Date): Verdict {
  const { state, withdrawnAt } = present;
  const older = present.capturedAt !== null && capturedAt < present.capturedAt;
  const mayLift = 'source' in act && BY_THE_PERSON.has(act.source);
  switch (act.action) {
    case 'request':
      if (state === 'granted' && !(present.expiresAt && present.expiresAt <= capturedAt)) {
        return unchanged('already_granted');
      }
      if (withdrawnAt && !mayLift) return { outcome: 'refused', why: 'withdrawn' };
      return becomes('pending');
    case 'grant':
      if (!act.proven) return { outcome: 'refused', why: 'not_proven' };
      if (withdrawnAt && capturedAt <= withdrawnAt) return unchanged('withdrawn_later');
      if (withdrawnAt && !mayLift) return { outcome: 'refused', why: 'withdrawn' };
      if (state === 'granted' && older) return unchanged('granted_later');
      return becomes('granted');
    case 'withdraw':
      if (state === 'withdrawn') return unchanged('already_withdrawn');
      if (state === 'granted' && older) return unchanged('granted_later');
      return becomes('withdrawn');
    case 'import':
      if (state !== 'none' && state !== 'lapsed' && state !== 'imported_unproven') {
        return unchanged(state);
      }
      return becomes(act.evidence ? 'granted' : 'imported_unproven');
    case 'lapse':
      // A request that came to nothing leaves an earlier withdrawal in force.
      return state === 'pending' ? becomes(withdrawnAt ? 'withdrawn' : 'lapsed') : unchanged(state);
    case 'expire':
      return state === 'granted' ? becomes('expired') : unchanged(state);
  }
}
