import type { Heard } from '../message-ledger/record-sql.ts';
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

/** Returns what the ledger records of a hand-over. */
export function heardOf(message: HandedOver, handOver: HandOver): Heard {
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
