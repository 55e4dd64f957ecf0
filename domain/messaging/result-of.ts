import type { HandOverResult } from '../message-ledger/record-sql.ts';
import { handOverOutcome, type HandOver } from './rules.ts';

/** A claimed message that was handed over. */
type HandedOver = {
  id: string;
  claim: string;
  channel: 'sms' | 'email';
  marketing: boolean;
  attempts: number;
  reason: string | null;
};

/** Returns the result that the ledger records for a hand-over. */
export function resultOf(message: HandedOver, handOver: HandOver): HandOverResult {
  const { status, reason, errorCode, providerMessageId, dueMs } = handOverOutcome(
    handOver,
    message,
  );
  return {
    id: message.id,
    claim: message.claim,
    status,
    reason,
    code: errorCode,
    provider: providerMessageId,
    wait: dueMs,
    handover: handOver.status,
  };
}
