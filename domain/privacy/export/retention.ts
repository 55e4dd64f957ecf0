/** By which criteria data are kept (Art. 15(1)(d)), in words for the person. */
export const CRITERIA: readonly { what: string; kept: string }[] = [
  {
    what: 'Your profile, messages and what you wrote',
    kept: 'until the organisation’s own limits are reached, or you ask for them to be erased',
  },
  {
    what: 'Proof of a consent',
    kept: 'as long as the consent lasts, and after its end as long as claims can be made about it; after an erasure without your address',
  },
  { what: 'Codes that proved an address', kept: 'the code itself until it was used or ran out' },
  {
    what: 'That you were erased',
    kept: 'as a keyed hash of the address, so that no file brings you back',
  },
  { what: 'This file', kept: 'seven days' },
];
