import { own } from '../../lib/own.ts';
import { sentence } from '../ui/status.tsx';

export const KINDS = ['data', 'signing', 'seal', 'index', 'suppression'] as const;
export type Kind = (typeof KINDS)[number];
export type Replaceable = 'data' | 'signing' | 'seal';

export const isReplaceable = (kind: Kind): kind is Replaceable => kind in REPLACING;

export const KIND_WORDS: Record<Kind, { title: string; lead: string }> = {
  data: {
    title: 'Data key',
    lead: 'Encrypts addresses, names, the texts of messages, and the keys of individual people.',
  },
  signing: {
    title: 'Signing key',
    lead: 'Signs the links in messages, the codes people type in, and the forms they filled in.',
  },
  seal: {
    title: 'Seal key',
    lead: 'Signs the seals over the audit log. Its public half verifies them, and anybody may have it.',
  },
  index: {
    title: 'Index key',
    lead: 'Finds an address without decrypting it. It cannot be replaced: of people who were erased or removed only its hashes are left, and their withdrawals must keep working.',
  },
  suppression: {
    title: 'Suppression key',
    lead: 'Recognizes people who were erased, so that no import brings them back. It cannot be replaced: nothing else is left of these people.',
  },
};

/** Explains what a replacement does, before a user starts one. */
export const REPLACING: Record<Replaceable, string> = {
  data: 'In a minute a new version takes over. Everything encrypted with the old version is then encrypted again while people keep working. When nothing is left under it, the old version is destroyed permanently. Older backups still contain it.',
  signing:
    'In a minute a new version signs. What the old version signed keeps working for as long as you choose. Then the old version is destroyed, and links in older messages stop working.',
  seal: 'In a minute a new version signs the seals. The old version signs nothing more; its public half remains, to prove what it sealed.',
};

/** Names the form that replaces a key. */
export const rotateIntent = (kind: Replaceable): string => `rotate-${kind}`;

const PLACES: Record<string, string> = {
  all: 'Everything',
  person_keys: 'Keys of individual people',
  consents: 'Addresses of consents',
  consent_events: 'Evidence of consent',
  message_fallbacks: 'Fallback messages',
  import_errors: 'Rows that failed in imports',
  idempotency_keys: 'Answers stored for repeated requests',
};

/** Names what a count is for: a table, or the files. */
export const countedWord = (place: string): string => own(PLACES, place) ?? sentence(place);
