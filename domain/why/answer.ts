import { own } from '#lib/own.ts';
import { ANSWERS, type Difference, type WhyOutcome } from './rules.ts';
import type { ShownEvent } from './consent-chain.ts';

/** Facts of the plain answer. */
export type AnswerFacts = {
  outcome: WhyOutcome;
  status: string;
  reason: string;
  purpose: string | null;
  decidedAt: string;
  basis: ShownEvent | null;
  verified: { channel: 'sms' | 'email'; at: Date | null } | null;
  withdrawnSince: Date | null;
  difference: Difference | null;
};

const minute = (at: Date | string): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const SOURCES: Record<string, string> = {
  web_form: 'on a web form',
  keyword: 'by text',
  api: 'through your systems (API)',
  import: 'as recorded in an import',
  paper: 'on paper',
  verbal: 'by word of mouth',
  preference_centre: 'in the preference center',
  one_click: 'with one click',
  complaint: 'by a complaint',
  admin: 'through a member of your team',
};
const sourceText = (source: string): string =>
  own(SOURCES, source) ?? `by ${source.replaceAll('_', ' ')}`;

/** Texts by reason for a message that was not sent; said of the person. */
const NOT_SENT: Record<string, string> = {
  no_consent: 'the person had not agreed to it',
  none: 'the person had not agreed to it',
  pending: 'the person had been asked and had not confirmed yet',
  lapsed: 'the person was asked and did not confirm in time',
  expired: 'the person’s consent had ended',
  withdrawn: 'the person had withdrawn',
  imported_unproven: 'the consent came with an import without proof',
  no_address: 'there was no address for this channel',
  duplicate_address: 'another contact of the audience has the same address',
  frequency_cap: 'the person had reached your frequency cap',
  campaign_canceled: 'the campaign was canceled first',
  canceled: 'it was canceled first',
  contact_removed: 'the contact was removed first',
  not_in_audience: 'the person was not in the audience',
  added_later: 'the contact was added after the audience was fixed',
  never_placed: 'the campaign ended before its audience was fixed',
  suppressed: 'the address was blocked',
  suppressed_opt_out: 'the address was blocked: the person had opted out',
  suppressed_complaint: 'the address was blocked after a complaint',
  suppressed_hard_bounce: 'the address was blocked: mail to it had bounced',
  suppressed_erasure: 'the address was blocked: the person had been erased',
  suppressed_legal: 'the address was blocked for legal reasons',
  suppressed_admin: 'the address was blocked by your team',
  suppressed_provider_block: 'the address was blocked by the provider',
};

/** Why it is not known whether a person was in the audience. */
const UNTOLD: Record<string, string> = {
  erased:
    'It cannot be told: the person was erased, or is being erased, and nothing links their messages to them any more.',
  not_kept:
    'It cannot be told: your retention rules have removed the recipients of this campaign from its records.',
};

/** Whether a reason says that an answer is no longer possible. */
export const isUntold = (reason: string): boolean => own(UNTOLD, reason) !== undefined;

/** Returns why there is no answer. */
export const untold = (reason: string): string => own(UNTOLD, reason) ?? because(reason);

const WAITS: Record<string, string> = {
  quiet_hours: 'It waits for the hours in which the person may be messaged.',
  frequency_cap: 'It waits until there is room under your frequency cap.',
  campaign_paused: 'It waits: the campaign is paused.',
  queued: 'It is queued and has not been handed over.',
};

/** Returns the whole answer in a few sentences. */
export function answerOf(facts: AnswerFacts): string {
  const { outcome, reason, basis, verified, withdrawnSince, difference } = facts;
  const said: string[] = [opening(facts)];
  if (basis && outcome !== 'not_sent' && !ANSWERS.has(reason)) {
    const what = facts.purpose ? ` to “${facts.purpose}”` : '';
    said.push(
      `The person agreed${what} ${sourceText(basis.source)} on ${minute(basis.captured_at)}.`,
    );
    if (verified) {
      const sent = verified.channel === 'sms' ? 'by text' : 'by e-mail';
      said.push(
        `A code or link sent ${sent} proved the address${verified.at ? ` on ${minute(verified.at)}` : ''}.`,
      );
    }
  }
  if (withdrawnSince) said.push(`The person withdrew on ${minute(withdrawnSince)}, after that.`);
  if (difference) said.push(difference.message);
  return said.join(' ');
}

function opening({ outcome, status, reason, decidedAt }: AnswerFacts): string {
  const at = minute(decidedAt);
  switch (outcome) {
    case 'sent':
      if (ANSWERS.has(reason)) return `Sent on ${at} in answer to what the person had just done.`;
      return status === 'failed' || status === 'bounced'
        ? `It was allowed on ${at}, but could not be delivered.`
        : `Sent on ${at}.`;
    case 'in_doubt':
      return `It was allowed on ${at}; whether it was sent is unknown (the connection was lost).`;
    case 'waiting':
      return own(WAITS, reason) ?? 'It waits for the person’s consent.';
    case 'not_sent':
      return notSent(reason, decidedAt);
  }
}

const because = (reason: string): string => own(NOT_SENT, reason) ?? reason.replaceAll('_', ' ');

/** Returns why nothing was sent. */
export const notSent = (reason: string, at: string): string =>
  `Not sent: ${because(reason)} (${minute(at)}).`;

/**
 * Returns the answer for a campaign that has not begun. @param would why the person would be excluded, by today's
 * records; null: they would get it
 */
export const notBegun = (would: string | null): string =>
  would === null
    ? 'Not sent: the campaign has not begun. By today’s records this person would get it.'
    : `Not sent: the campaign has not begun. By today’s records this person would be left out: ${because(would)}.`;
