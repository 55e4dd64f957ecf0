import type { Consent } from '#models/consent.ts';
import type { Evidence } from '../contract.ts';
import type { ConsentAct } from '../rules.ts';

/** The version of the purpose and the privacy notice that an earlier event recorded. */
export type Shown = { purposeVersion: number | null; noticeId: string | null };

/** The facts that accompany an act. */
export type EventFacts = {
  /** When the person acted, if known; else the moment of recording. A time in the future counts as that moment. */
  capturedAt?: Date | undefined;
  source: string;
  /** For a source that comes from an earlier event: whether that source was only stated by a caller. */
  sourceStated?: boolean | undefined;
  wordingId?: string | null;
  /** The language the person was addressed in; selects the privacy notice in force at that time. */
  language?: string | undefined;
  verificationId?: string | null;
  evidence?: Evidence | undefined;
  /** For a grant: when it expires, if the purpose's default does not apply. */
  expiresAt?: Date | null;
  /** What the person saw, where the act answers an earlier one; absent: what is in force now. */
  shown?: Shown | undefined;
  contactId?: string | null;
  /**
   * The country whose law applies (ISO 3166), where the act itself names it: from its form, or from the request it
   * answers.
   */
  jurisdiction?: string | null | undefined;
};

/** One act on one locked consent. */
export type Act = { consent: Consent; act: ConsentAct; facts: EventFacts };
