/**
 * The times (UTC) at which `npm run test:dates` runs the tests: dates that a rule may depend on, beside the time of
 * day. All are in the future, because the time-skipping server can only be moved forward.
 */
export const DATES: readonly { at: string; why: string }[] = [
  { at: '2027-03-14T06:55', why: 'clocks go forward in the United States within the run' },
  { at: '2027-03-28T00:55', why: 'clocks go forward in Europe within the run' },
  { at: '2027-10-31T00:55', why: 'clocks go back in Europe within the run' },
  { at: '2027-11-07T05:55', why: 'clocks go back in the United States within the run' },
  { at: '2027-11-24T16:00', why: 'the day before Thanksgiving' },
  { at: '2027-11-28T14:00', why: 'a Sunday' },
  { at: '2027-12-31T23:55', why: 'the year turns within the run' },
  { at: '2028-02-29T12:00', why: '29 February' },
  { at: '2030-01-02T10:00', why: 'after the last of the holidays we provide' },
];
