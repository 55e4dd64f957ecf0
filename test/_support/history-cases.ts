import { ACCOUNT_CASES } from './history-cases/accounts.ts';
import { ASKING_CASES } from './history-cases/asking.ts';
import { KEEPING_CASES } from './history-cases/keeping.ts';
import { PEOPLE_CASES } from './history-cases/people.ts';
import { SENDING_CASES } from './history-cases/sending.ts';
import type { HistoryCase } from './history-script.ts';

/** Every way that a recorded workflow went. A new workflow needs at least one. */
export const CASES: readonly HistoryCase[] = [
  ...ACCOUNT_CASES,
  ...ASKING_CASES,
  ...PEOPLE_CASES,
  ...SENDING_CASES,
  ...KEEPING_CASES,
];
