import type { RequestKind } from '../../domain/privacy/contract.ts';
import type { ErasureStep } from '../../domain/privacy/steps.contract.ts';
import { own } from '../../lib/own.ts';

export const KIND_WORDS: Record<RequestKind, string> = {
  export: 'A copy of their data',
  erasure: 'To be erased',
};

/** Legal grounds for a refusal, as options. */
export const REFUSAL_OPTIONS = [
  { value: 'identity', label: 'We cannot be sure of their identity (Art. 12(6))' },
  { value: 'legal_claim', label: 'Needed for a legal claim (Art. 17(3)(e))' },
  { value: 'legal_duty', label: 'The law requires us to keep it (Art. 17(3)(b))' },
  { value: 'excessive', label: 'Asked again within a short time (Art. 12(5))' },
  { value: 'other', label: 'Another reason' },
];

export const STEP_WORDS: Record<ErasureStep, string> = {
  withdraw: 'Consents withdrawn, addresses blocked',
  cancel_sends: 'Waiting messages canceled',
  hand_overs: 'Messages being handed over, finished',
  provider_copies: 'Copies at the provider of texts',
  processes: 'Processes and their histories',
  kept_answers: 'Answers stored for repeated requests',
  imports: 'Files, failed rows and samples of imports',
  exports: 'Copies made for the person',
  messages: 'Texts and addresses of messages',
  received: 'What they wrote, and reports of mail servers',
  verifications: 'Codes and counters',
  consents: 'Addresses and evidence of consents',
  contact: 'The profile with its search index',
  person_keys: 'Keys of the person',
};

const COUNT_WORDS: Record<string, string> = {
  contacts: 'Profile',
  consents_withdrawn: 'Consents withdrawn',
  sends_canceled: 'Messages canceled',
  provider_copies: 'Texts at the provider',
  workflows: 'Processes',
  kept_answers: 'Stored answers',
  import_rows: 'Failed rows of imports',
  import_samples: 'Samples of imports',
  import_files: 'Files waiting to be imported',
  exports: 'Copies made for them',
  messages: 'Messages',
  message_events: 'Details of what happened to messages',
  mail_reports: 'Reports of mail servers',
  inbound_messages: 'Messages from them',
  reviews: 'Reviews of what they wrote',
  assistant_messages: 'Questions and answers of the assistant',
  verifications: 'Codes',
  counters: 'Counters',
  consents: 'Consents: address and evidence',
  consent_events: 'Evidence of consent events',
  suppressions: 'Blocks',
  person_keys: 'Keys of the person',
  privacy_requests: 'Earlier requests',
  privacy_exports: 'Copies made for them',
};

/** `inbound_messages` → `Messages from them` */
export const countWord = (kind: string): string =>
  own(COUNT_WORDS, kind) ?? `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll('_', ' ')}`;
