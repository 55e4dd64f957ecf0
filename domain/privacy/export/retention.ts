import type { Trx } from '#lib/db.ts';
import { KINDS } from '../../retention/kinds.ts';
import { policiesOf } from '../../retention/policies.ts';

export type Kept = { what: string; kept: string };

/** What no policy ends: a person is told by which criterion it is kept (Art. 15(1)(d)). */
const CRITERIA: readonly Kept[] = [
  {
    what: 'That you were erased, should you ask for it',
    kept: 'as a keyed hash of the address, so that no file brings you back',
  },
];

/** How long each kind is kept: by the organisation's policies as they are now. */
export async function keptOf(trx: Trx): Promise<Kept[]> {
  const policies = await policiesOf(trx);
  return [
    ...policies.map(({ kind, keep_days }) => ({
      what: KINDS[kind].title,
      kept:
        keep_days === null
          ? 'until you ask for it to be erased'
          : `${keep_days} days since ${KINDS[kind].since}`,
    })),
    ...CRITERIA,
  ];
}
