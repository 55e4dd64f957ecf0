import { useCount, useMoney, useSome } from '../ui/values.tsx';
import { CURRENCY } from './words.ts';

export type CallUsed = {
  model: string | null;
  usage: { input: number; output: number; reported: boolean } | null;
  cost: string | null;
};

/** Model, tokens and cost of a call. */
export function Used({ call: { model, usage, cost } }: { call: CallUsed }) {
  const [count, money, some] = [useCount(), useMoney(), useSome()];
  return (
    <>
      {model && usage ? `${model} · ` : ''}
      {usage ? (
        <span
          title={`${count(usage.input)} read, ${count(usage.output)} written`}
          suppressHydrationWarning
        >
          {usage.reported ? '' : 'about '}
          {some(usage.input + usage.output, 'token')}
        </span>
      ) : null}
      {cost === null ? '' : ` · ${money(cost, CURRENCY)}`}
    </>
  );
}
