import { campaigns } from './routes/campaigns.ts';
import { actors } from './routes/actors.ts';
import { assistant } from './routes/assistant.ts';
import { assistantConversations } from './routes/assistant-conversations.ts';
import { assistantVisitors, assistantWidget } from './routes/assistant-widget.ts';
import { assistantSuggestions } from './routes/assistant-suggestions.ts';
import { assistantSegment } from './routes/assistant-segment.ts';
import { audit } from './routes/audit.ts';
import { backups } from './routes/backups.ts';
import { consentEvents } from './routes/consent-events.ts';
import { consents } from './routes/consents.ts';
import { contacts } from './routes/contacts.ts';
import { legalHolds } from './routes/legal-holds.ts';
import { invitations } from './routes/invitations.ts';
import { imports } from './routes/imports.ts';
import { apiKeys, organizations, sessions, users } from './routes/identity.ts';
import { keyRotations, keys } from './routes/keys.ts';
import { messageRules } from './routes/message-rules.ts';
import { forms } from './routes/forms.ts';
import { messages } from './routes/messages.ts';
import { overview } from './routes/overview.ts';
import { privacyErasures, privacyExports, privacyRequests } from './routes/privacy.ts';
import { purposes } from './routes/purposes.ts';
import { rateCards } from './routes/rate-cards.ts';
import { retentionPolicies, retentionRuns } from './routes/retention.ts';
import { consentSettings, reviews } from './routes/reviews.ts';
import { sendingDomains } from './routes/sending-domains.ts';
import { segments } from './routes/segments.ts';
import { suppressions } from './routes/suppressions.ts';
import { templates } from './routes/templates.ts';
import { verificationSettings } from './routes/verification-settings.ts';
import { verifications } from './routes/verifications.ts';
import { wordings } from './routes/wordings.ts';
import { replays } from './routes/replays.ts';
import { receipts } from './routes/receipts.ts';
import { whys } from './routes/why.ts';
import { workflows } from './routes/workflows.ts';

/** Every operation of the public API; each module adds one line. */
export const operations = {
  campaigns,
  actors,
  audit,
  // Before consents, or /consents/events would be read as a consent's id.
  consentEvents,
  consents,
  // Before contacts, or /contacts/imports would be read as a contact's id.
  imports,
  contacts,
  segments,
  legalHolds,
  overview,
  purposes,
  wordings,
  reviews,
  consentSettings,
  forms,
  suppressions,
  verifications,
  verificationSettings,
  rateCards,
  templates,
  messages,
  messageRules,
  users,
  sessions,
  invitations,
  organizations,
  sendingDomains,
  apiKeys,
  privacyExports,
  privacyErasures,
  keys,
  keyRotations,
  whys,
  receipts,
  retentionPolicies,
  retentionRuns,
  privacyRequests,
  replays,
  backups,
  assistant,
  assistantConversations,
  assistantWidget,
  assistantVisitors,
  assistantSuggestions,
  assistantSegment,
  workflows,
};
