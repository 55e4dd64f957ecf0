import { channel } from '../../domain/consent/contract.ts';
import { oneOf, text } from './fields.server.ts';

/** The first step of a campaign as its operation takes it. */
export function campaignBasics(form: FormData) {
  const rate = text(form, 'rate_per_sec');
  return {
    name: text(form, 'name') ?? '',
    channel: oneOf(text(form, 'channel'), channel.options) ?? ('email' as const),
    purpose: text(form, 'purpose') ?? '',
    rate_per_sec: rate === undefined ? null : Number(rate),
  };
}
