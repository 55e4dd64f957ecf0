/** What processes about a person's data wait for, as they and the ledger state it. */
export const WAITS_FOR_PROOF = 'The person has to enter the code that was sent to them.';
export const WAITS_FOR_DECISION = 'Somebody has to carry out the request or refuse it.';
export const WAITS_FOR_COPY = 'The copy has to be created.';
export const WAITS_FOR_ERASURE = 'The person has to be erased; a legal hold may delay that.';
export const WAITS_FOR_RELEASE =
  'A legal hold keeps what is stored about this person; it has to be released.';
export const WAITS_FOR_HAND_OVERS = 'A message that is with the provider has to finish.';
export const WAITS_FOR_IMPORTS = 'An import that may contain this person has to end.';
export const WAITS_FOR_COPY_END = 'The copy can be downloaded until it expires.';

/** Steps of an erasure, in order. Data found through other rows is deleted before those rows. */
export const ERASURE_STEPS = [
  'withdraw', 'cancel_sends', 'hand_overs', 'provider_copies', 'processes', 'kept_answers', 'imports', 'exports',
  'messages', 'received', 'verifications', 'consents', 'contact', 'person_keys',
] as const; // prettier-ignore
export type ErasureStep = (typeof ERASURE_STEPS)[number];

/**
 * Steps repeated once the profile is gone: a concurrent writer (a copy being made, a code requested, an incoming
 * text) may have written after its step. From here on every lookup finds nobody.
 */
export const SWEEP: readonly ErasureStep[] = [
  'exports', 'messages', 'received', 'verifications', 'consents', 'person_keys',
]; // prettier-ignore

/** Steps that may have to wait, with the reason. */
export const MAY_WAIT: Partial<Record<ErasureStep, string>> = {
  hand_overs: WAITS_FOR_HAND_OVERS,
  imports: WAITS_FOR_IMPORTS,
};
