import { own } from '../../lib/own.ts';
import { sentence } from '../ui/status.tsx';

export const KINDS = ['data', 'signing', 'seal', 'index', 'suppression'] as const;
export type Kind = (typeof KINDS)[number];
export type Replaceable = 'data' | 'signing' | 'seal';

export const isReplaceable = (kind: Kind): kind is Replaceable => kind in REPLACING;

export const KIND_WORDS: Record<Kind, { title: string; lead: string }> = {
  data: {
    title: 'Data key',
    lead: 'Seals addresses, names and the words of messages, and the keys of single people.',
  },
  signing: {
    title: 'Signing key',
    lead: 'Signs the links in messages, the codes people type in, and the forms they filled in.',
  },
  seal: {
    title: 'Seal key',
    lead: 'Signs the seals over the audit log. Its public half checks them, and anybody may have that.',
  },
  index: {
    title: 'Index key',
    lead: 'Finds an address without opening it. It stays: of people who were erased or removed its hashes are all there is, and their word has to hold.',
  },
  suppression: {
    title: 'Suppression key',
    lead: 'Recognises people who were erased, so that no import brings them back. It stays: of them nothing else is left to compute from.',
  },
};

/** Explains what a replacement does, before a user starts one. */
export const REPLACING: Record<Replaceable, string> = {
  data: 'In a minute a new version takes over. Everything sealed with the old one is then sealed anew while people go on working; when nothing is left under it, the old version is destroyed for good. Backups made before carry the old version with them.',
  signing:
    'In a minute a new version signs. What the old one signed goes on working for as long as you say, then the old version is destroyed: links in older messages stop working.',
  seal: 'In a minute a new version signs the seals. The old one signs nothing any more; its public half stays, to prove what it sealed.',
};

/** Names the form that replaces a key. */
export const rotateIntent = (kind: Replaceable): string => `rotate-${kind}`;

const PLACES: Record<string, string> = {
  all: 'Everything',
  person_keys: 'Keys of single people',
  consents: 'Addresses of consents',
  consent_events: 'Evidence of consent',
  message_fallbacks: 'Messages the other way',
  import_errors: 'Rows that failed in imports',
  idempotency_keys: 'Answers kept for repeats',
};

/** Names what a count is for: a table, or the files. */
export const countedWord = (place: string): string => own(PLACES, place) ?? sentence(place);
