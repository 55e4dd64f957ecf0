import { channel } from '../../domain/channel.contract.ts';
import { chosen, number, text } from './fields.server.ts';

/** Reads the first step of a campaign into the input of its operation. */
export function campaignBasics(form: FormData) {
  return {
    name: text(form, 'name') ?? '',
    channel: chosen(form, 'channel', channel.options),
    purpose: text(form, 'purpose') ?? '',
    rate_per_sec: number(form, 'rate_per_sec'),
  };
}
