import type { CallUsed } from '../assistant/call-used.tsx';
import type { LimitsNow } from '../assistant/limits-now.ts';
import type { Conditions } from './conditions.ts';

/** What came of a sentence. The page shows it with everything that was typed; nothing is saved. */
export type Suggested = {
  /** Another one for each sentence that was sent. */
  suggestion: string;
  name: string;
  sentence: string;
  /** The conditions that stood there. */
  before: Conditions;
  /** Null: there is none. */
  proposed: Conditions | null;
  leftOut: string[];
  /** Who matches without that, compared with the sentence. */
  effect: 'more' | 'fewer' | 'either' | null;
  /** Why there is no answer, and what to say of limits. */
  failure: { reason: string; limits: LimitsNow } | null;
  /** Null: nothing was used. */
  call: CallUsed | null;
  isStandIn: boolean;
};

/** The name of the button that sends the sentence. */
export const SUGGEST = 'suggest';

export const isSuggested = (said: unknown): said is Suggested =>
  typeof said === 'object' && said !== null && 'suggestion' in said;

/** Whether two forms have the same conditions; rows without a choice do not count. */
export const isSame = (one: Conditions, other: Conditions): boolean =>
  one.match === other.match && JSON.stringify(chosen(one)) === JSON.stringify(chosen(other));

const chosen = ({ rows }: Conditions) => rows.filter(({ what }) => what !== '');
