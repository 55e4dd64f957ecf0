import { costOf } from '../quota/row.ts';
import type { CallRow } from './row.ts';

type Settled = Pick<
  CallRow,
  'status' | 'input_tokens' | 'cached_tokens' | 'output_tokens' | 'cost_micros' | 'usage_reported'
>;

export type UseView = {
  usage: { input: number; cached_input: number; output: number; reported: boolean } | null;
  /** Null: nothing was used, or the price is not known. */
  cost: string | null;
};

/** Returns what a call used as the API has it; nothing before it is settled. */
export const useView = (call: Settled | undefined): UseView =>
  call?.status === 'settled'
    ? {
        usage: {
          input: call.input_tokens,
          cached_input: call.cached_tokens,
          output: call.output_tokens,
          reported: call.usage_reported ?? false,
        },
        cost: costIn(call),
      }
    : { usage: null, cost: null };

/** Costs are rounded up: tokens that cost nothing are of a model whose price is not known. */
const costIn = ({ cost_micros, input_tokens, output_tokens }: Settled): string | null =>
  cost_micros === 0 && input_tokens + output_tokens > 0 ? null : costOf(cost_micros);
