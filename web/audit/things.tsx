import { Link } from '@remix-run/react';
import { own } from '../../lib/own.ts';
import { Mono } from '../ui/facts.tsx';
import { sentence } from '../ui/status.tsx';

const ACTORS: Record<string, string> = {
  user: 'A colleague',
  api_key: 'An API key',
  person: 'The person',
  system: 'Assent',
  provider: 'The provider',
};

export const ACTOR_OPTIONS = Object.entries(ACTORS).map(([value, label]) => ({ value, label }));

/** Who acted, by name where it is known. */
export const actorWord = (type: string, name: string | null): string =>
  name ?? own(ACTORS, type) ?? sentence(type);

/** Where a thing has a page of its own. */
const PAGES: Record<string, string> = {
  contact: '/contacts',
  consent: '/consents',
  verification: '/verifications',
  template: '/templates',
  message: '/messages',
  campaign: '/campaigns',
  import: '/contacts/imports',
  form: '/forms',
  purpose: '/purposes',
  segment: '/segments',
  suppression: '/suppressions',
  suppression_import: '/suppressions/imports',
  review: '/reviews',
  sending_domain: '/settings/mail',
};

/** Pages that hold all things of a kind. */
const LISTS: Record<string, string> = {
  organization: '/settings',
  api_key: '/settings/api-keys',
  user: '/settings/team',
  invitation: '/settings/team',
  quiet_hours: '/settings/quiet-hours',
  verification_settings: '/settings/verification',
  rate_card: '/settings/prices',
};

export function Thing({ type, id }: { type: string; id: string }) {
  const folder = own(PAGES, type);
  const name = (
    <>
      {sentence(type)} <Mono>…{id.slice(-6)}</Mono>
    </>
  );
  const to = folder ? `${folder}/${id}` : own(LISTS, type);
  return to ? <Link to={to}>{name}</Link> : name;
}

/** `consent.withdrawn` → `Consent withdrawn`. */
export const actionWord = (action: string): string => sentence(action.replaceAll('.', ' '));

/** Ids and hashes say nothing to a reader; what they name can be opened. */
const isId = (value: unknown): boolean =>
  typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value);

export const detailWords = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .filter(([name, value]) => !name.endsWith('_sha256') && ![value].flat().some(isId))
    .map(([name, value]) => `${sentence(name)}: ${shown(value)}`)
    .join('; ');

const shown = (value: unknown): string =>
  Array.isArray(value)
    ? value.length > 4
      ? `${value.slice(0, 4).join(', ')} and ${value.length - 4} more`
      : value.join(', ')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
