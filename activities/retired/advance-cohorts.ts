import {
  createAskToStay,
  createExpireConsents,
  createIndexNames,
  createIndexNumbers,
} from '../consent/cohorts.ts';
import type { ActivityDeps } from '../deps.ts';

/** The one step of the retired workflow `consentCohorts`. */
export function createAdvanceCohorts(deps: ActivityDeps) {
  const [expire, ask, indexNumbers, indexNames] = [
    createExpireConsents(deps),
    createAskToStay(deps),
    createIndexNumbers(deps),
    createIndexNames(deps),
  ];
  return async (): Promise<{ expired: number; asked: number }> => {
    const [expired, asked] = [await expire(), await ask()];
    await indexNumbers();
    await indexNames();
    return { expired, asked };
  };
}
