import { patternOf, type RowFacts } from '../../domain/audit/sentences.contract.ts';
import { AUDIT_THINGS, type ThingTerms } from '../../domain/audit-log/things.contract.ts';
import { own } from '../../lib/own.ts';
import { sentence } from '../core/words.ts';

const ACTORS: Record<string, string> = {
  user: 'A colleague',
  api_key: 'An API key',
  person: 'The person',
  system: 'Assent',
  provider: 'The provider',
};

export const ACTOR_OPTIONS = Object.entries(ACTORS).map(([value, label]) => ({ value, label }));

/** Names who acted, by name if it is known. */
export function actorWord(type: string, name: string | null): string {
  if (name === null) return own(ACTORS, type) ?? sentence(type);
  return type === 'api_key' ? `The API key “${name}”` : name;
}

/** Returns the plain word for an entity type. */
export const thingWord = (type: string): string =>
  own<ThingTerms>(AUDIT_THINGS, type)?.label ?? sentence(type);

/** A row with the names that its reader may see. */
export type NamedEntry = RowFacts & {
  entity_type: string;
  entity_name: string | null;
  entity_gone: boolean;
  actor_name: string | null;
};

export const whoOf = ({ actor_type, actor_name }: NamedEntry): string =>
  actorWord(actor_type, actor_name);

function itOf({ entity_type: type, entity_name: name, entity_gone: gone }: NamedEntry): string {
  const terms = own<ThingTerms>(AUDIT_THINGS, type);
  if (name === null) return terms?.unnamed || (gone ? 'that no longer exists' : '');
  return terms?.named?.(name) ?? (terms?.plain ? name : `“${name}”`);
}

/** Returns a sentence that says what happened. Actions of older versions have only their name. */
export function sentenceOf(entry: NamedEntry): string {
  const pattern = patternOf(entry);
  const who = whoOf(entry);
  if (pattern === undefined) return `${who}: ${actionWord(entry.action)}`;
  const text = pattern
    .replace('{who}', () => who)
    .replace('{it}', () => itOf(entry))
    .replaceAll(/ +/g, ' ')
    .trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `consent.withdrawn` → `Consent withdrawn`. */
export const actionWord = (action: string): string => sentence(action.replaceAll('.', ' '));
