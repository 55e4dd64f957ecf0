import { channel } from '../../domain/consent/contract.ts';
import { ENCODINGS } from '../../domain/imports/encodings.contract.ts';
import { setOwn } from '../../lib/own.ts';
import { oneOf, text } from './fields.server.ts';
import { instantOf } from './local-time.server.ts';
import type { PageSession } from '../../api/client-types.ts';

type ChangeBody = Parameters<PageSession['api']['imports']['change']>[0]['body'];
type StartBody = Parameters<PageSession['api']['imports']['start']>[0]['body'];

/** How the file is to be read: what was changed; the rest is guessed anew. */
export function importRead(form: FormData): ChangeBody {
  const changed = (name: string): string | undefined => {
    const value = text(form, name);
    return value === text(form, `was_${name}`) ? undefined : value;
  };
  const encoding = oneOf(changed('encoding'), ENCODINGS);
  const delimiter = changed('delimiter');
  return { ...(encoding ? { encoding } : {}), ...(delimiter ? { delimiter } : {}) };
}

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
