import type { CallStatus, Feature, ProviderKind } from '../contract.ts';

/** One call to a model, as the ledger has it. */
export type CallRow = {
  tenant_id: string;
  id: string;
  status: CallStatus;
  month: string | null;
  conversation_id: string;
  actor_type: string;
  actor_id: string | null;
  feature: Feature;
  provider: ProviderKind | null;
  model: string | null;
  reserved_tokens: number;
  reserved_micros: number;
  /** Requests that are over, and what all of them used. */
  rounds: number;
  past_input: number;
  past_cached: number;
  past_output: number;
  past_micros: number;
  past_reported: boolean;
  prompt_tokens: number | null;
  said_before: number;
  input_tokens: number;
  cached_tokens: number;
  output_tokens: number;
  cost_micros: number;
  usage_reported: boolean | null;
  refused_by: string | null;
  failure: string | null;
  retry_after_s: number | null;
  created_at: Date;
  reserved_at: Date | null;
  called_at: Date | null;
  first_token_at: Date | null;
  cancel_asked_at: Date | null;
  ended_at: Date | null;
};
