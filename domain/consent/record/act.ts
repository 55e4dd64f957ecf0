import type { Consent } from '#models/consent.ts';
import type { Evidence } from '../contract.ts';
import type { ConsentAct } from '../rules.ts';

/** What is known about an act beside the act itself. */
export type EventFacts = {
  /** When the person acted, if that was said; else the moment of recording. What lies ahead counts as that moment. */
  capturedAt?: Date | undefined;
  source: string;
  /** Where an earlier event says how the person came: whether a caller had stated that. */
  sourceStated?: boolean | undefined;
  wordingId?: string | null;
  /** The language the person was addressed in; finds the privacy notice then in force. */
  language?: string | undefined;
  verificationId?: string | null;
  evidence?: Evidence | undefined;
  /** For a grant: when it ends by itself, if not as its purpose says. */
  expiresAt?: Date | null;
  contactId?: string | null;
  /** Whose law applies, ISO 3166, where the act itself says so: its form, or the request that it answers. */
  jurisdiction?: string | null | undefined;
};

/** One act on one locked consent. */
export type Act = { consent: Consent; act: ConsentAct; facts: EventFacts };
