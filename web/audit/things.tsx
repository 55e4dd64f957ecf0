import { Link } from '@remix-run/react';
import { AUDIT_SENTENCES } from '../../domain/audit/sentences.contract.ts';
import { own } from '../../lib/own.ts';
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

/** What stands for a thing in a sentence, where it has a name, where it is gone, and else. */
const IN_SENTENCE: Record<string, (name: string) => string> = {
  message: (name) => `the message to ${name}`,
  contact: (name) => name,
  consent: (name) => name,
  verification: (name) => name,
  suppression: (name) => name,
  user: (name) => name,
  member: (name) => name,
};
const UNNAMED: Record<string, string> = {
  message: 'a message',
  consent: 'somebody whose address is gone',
  verification: 'somebody whose address is gone',
  suppression: 'an address',
  import: 'a file',
  member: 'somebody',
  user: 'somebody',
};

type Entry = {
  action: string;
  entity_type: string;
  entity_name: string | null;
  entity_gone: boolean;
};

const itOf = ({ entity_type: type, entity_name: name, entity_gone: gone }: Entry): string => {
  if (name !== null) return own(IN_SENTENCE, type)?.(name) ?? `“${name}”`;
  return own(UNNAMED, type) ?? (gone ? 'that no longer exists' : '');
};

/** What happened, as a sentence. Actions that older versions wrote have their own name only. */
export function sentenceOf(entry: Entry, who: string): string {
  const pattern = own<string>(AUDIT_SENTENCES, entry.action);
  if (pattern === undefined) return `${who}: ${actionWord(entry.action)}`;
  const text = pattern
    .replace('{who}', () => who)
    .replace('{it}', () => itOf(entry))
    .trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A colleague's name, where a row is about one: the team is not known to the log itself. */
export const colleagueIn = (
  people: readonly { value: string; label: string }[],
  { entity_type, entity_id }: { entity_type: string; entity_id: string },
): string | null =>
  entity_type === 'user' || entity_type === 'member'
    ? (people.find(({ value }) => value === entity_id)?.label ?? null)
    : null;

export function Thing({
  type,
  id,
  name,
  gone,
}: {
  type: string;
  id: string;
  name: string | null;
  gone: boolean;
}) {
  const folder = own(PAGES, type);
  const shown = (
    <>
      {sentence(type)} {name ?? (gone ? '(no longer there)' : '')}
    </>
  );
  const to = gone ? undefined : folder ? `${folder}/${id}` : own(LISTS, type);
  return to ? <Link to={to}>{shown}</Link> : shown;
}

/** `consent.withdrawn` → `Consent withdrawn`. */
export const actionWord = (action: string): string => sentence(action.replaceAll('.', ' '));
