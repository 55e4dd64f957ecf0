import { channel } from '../../domain/consent/contract.ts';
import { setOwn } from '../../lib/own.ts';
import { oneOf, text } from './fields.server.ts';
import { instantOf } from './local-time.server.ts';
import type { PageSession } from '../../api/client-types.ts';

type StartBody = Parameters<PageSession['api']['imports']['start']>[0]['body'];

/** The mapping form as the operation takes it. */
export function importStart(form: FormData, zone: string): StartBody {
  const mapping: NonNullable<StartBody['mapping']> = {};
  for (const [name, value] of form) {
    if (name.startsWith('map:'))
      setOwn(mapping, name.slice('map:'.length), targetOf(String(value)));
  }
  const consent = consentOf(form, zone);
  return { mapping, dry_run: text(form, 'how') !== 'real', ...(consent ? { consent } : {}) };
}

const TARGETS = [
  'email', 'phone', 'name', 'first_name', 'last_name', 'locale', 'time_zone', 'country', 'tags',
] as const; // prettier-ignore

const targetOf = (value: string) =>
  value.startsWith('field:') ? value : (oneOf(value, TARGETS) ?? null);

/** The day is one of the organisation's; it counts from its beginning. */
function consentOf(form: FormData, zone: string): StartBody['consent'] {
  if (!form.has('with_consent')) return undefined;
  const wording = text(form, 'consent_wording');
  const day = text(form, 'consent_date');
  return {
    channel: oneOf(text(form, 'consent_channel'), channel.options) ?? 'email',
    purpose: text(form, 'consent_purpose') ?? '',
    ...(wording ? { wording } : {}),
    ...(day ? { evidence: { captured_at: instantOf(`${day}T00:00`, zone) ?? day } } : {}),
  };
}
