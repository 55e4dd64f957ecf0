import { actorWord } from '../audit/sentence.ts';
import { Quiet } from '../ui/facts.tsx';
import type { Column } from '../ui/list.tsx';
import { Status } from '../ui/status.tsx';
import { Local, Moment, Money, useCount } from '../ui/values.tsx';
import { failureTitle } from './failure-words.tsx';
import { CURRENCY, featureWord } from './words.ts';

export type Call = {
  id: string;
  status: string;
  feature: string;
  actor_type: string;
  name: string | null;
  model: string | null;
  usage: { input: number; cached_input: number; output: number; reported: boolean } | null;
  cost: string | null;
  reserved: { tokens: number } | null;
  failure: string | null;
  first_words_ms: number | null;
  latency_ms: number | null;
  created_at: string;
};

/** The columns of the list of calls. What was asked stands in no list. */
export const callColumns: Column<Call>[] = [
  { label: 'Asked', cell: (row) => <Moment at={row.created_at} />, tight: true },
  {
    label: 'Who',
    cell: (row) => (
      <>
        {actorWord(row.actor_type, row.name)}
        <br />
        <Quiet>{featureWord(row.feature)}</Quiet>
      </>
    ),
  },
  { label: 'Model', cell: (row) => row.model ?? '–', quiet: true },
  { label: 'Tokens', cell: (row) => <Tokens call={row} />, align: 'end', tight: true },
  {
    label: 'Cost',
    cell: (row) =>
      row.cost === null ? (row.usage ? 'Not known' : '–') : <Money amount={row.cost} currency={CURRENCY} />,
    align: 'end',
    tight: true,
  },
  {
    label: 'Took',
    cell: (row) => (
      <>
        <Seconds ms={row.latency_ms} />
        {row.first_words_ms === null ? null : (
          <>
            <br />
            <Quiet>
              first words <Seconds ms={row.first_words_ms} />
            </Quiet>
          </>
        )}
      </>
    ),
    align: 'end',
    tight: true,
  },
  { label: 'Status', cell: (row) => <CallStatus call={row} /> },
]; // prettier-ignore

/** What a call used, or may use at most while it runs. */
function Tokens({ call: { usage, reserved } }: { call: Pick<Call, 'usage' | 'reserved'> }) {
  const count = useCount();
  if (reserved) return <Local>{`up to ${count(reserved.tokens)}`}</Local>;
  if (!usage) return <>–</>;
  const { input, cached_input, output, reported } = usage;
  const cached = cached_input ? ` (${count(cached_input)} cached)` : '';
  return (
    <>
      <Local>{`${reported ? '' : 'about '}${count(input + output)}`}</Local>
      <br />
      <Quiet>
        <Local>{`${count(input)} read${cached}, ${count(output)} written`}</Local>
      </Quiet>
    </>
  );
}

function Seconds({ ms }: { ms: number | null }) {
  const count = useCount();
  if (ms === null) return <>–</>;
  return <Local>{`${count(Math.round(ms / 100) / 10)} s`}</Local>;
}

function CallStatus({ call: { status, failure } }: { call: Call }) {
  return (
    <>
      <Status value={status} />
      {failure ? (
        <>
          <br />
          <Quiet>{failureTitle(failure)}</Quiet>
        </>
      ) : null}
    </>
  );
}
