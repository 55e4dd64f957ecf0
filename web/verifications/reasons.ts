import { own } from '../../lib/own.ts';

/** Explains why a verification was blocked. The codes come from domain/verification/rules.ts. */
const REASONS: Record<string, string> = {
  country_not_allowed: 'Its country is not among those codes may go to',
  number_type: 'Not a mobile, fixed line or internet phone number',
  prefix_blocked: 'Nobody typed in the codes to numbers that begin like this',
  money_cap: 'The budget of the day did not pay for it',
  daily_limit: 'The codes of the day were used up',
  address_range: 'Too many codes to neighboring addresses within the hour',
};

export const reasonWords = (reason: string): string => own(REASONS, reason) ?? reason;

const ALERTS: Record<string, string> = {
  money_80: '80 % of the day’s budget is spent',
  money_cap: 'The day’s budget is used up: no more codes by text until midnight UTC',
  daily_limit: 'The day’s number of codes is reached',
  prefix_blocked: 'A prefix was closed: its codes were not typed in',
  destination_stopped: 'An address is stopped after a hundred wrong codes in a row',
};

export const alertWords = (kind: string): string => own(ALERTS, kind) ?? kind;
