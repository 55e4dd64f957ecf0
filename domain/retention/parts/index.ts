import type { RetentionKind } from '../kinds.ts';
import type { Part } from '../part.ts';
import { callParts, conversationParts, visitorParts } from './assistant.ts';
import { auditParts } from './audit-log.ts';
import { consentProofParts } from './consent-proof.ts';
import { contactParts } from './contacts.ts';
import { exportParts, importParts } from './files.ts';
import { messageContentParts, messageParts } from './messages.ts';
import { receivedParts } from './received.ts';
import { answerParts, requestParts, ticketParts } from './requests.ts';
import { verificationParts } from './verifications.ts';

/** The tables of each kind, in the order of deletion. */
export const PARTS: Record<RetentionKind, readonly Part[]> = {
  verifications: verificationParts,
  consent_proof: consentProofParts,
  message_content: messageContentParts,
  inbound_messages: receivedParts,
  messages: messageParts,
  import_files: importParts,
  privacy_exports: exportParts,
  privacy_requests: requestParts,
  idempotency_answers: answerParts,
  form_tickets: ticketParts,
  assistant_conversations: conversationParts,
  visitor_conversations: visitorParts,
  assistant_calls: callParts,
  contacts: contactParts,
  audit_log: auditParts,
};
