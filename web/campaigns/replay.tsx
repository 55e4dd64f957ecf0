import { Alert, Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';
import { Scale } from 'lucide-react';
import type { Api } from '../../api/client-types.ts';
import { reasonWords } from '../messages/reasons.ts';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { Moment, useCount } from '../ui/values.tsx';

export type Replay = Awaited<ReturnType<Api['replays']['get']>>;
export type Differences = Awaited<ReturnType<Api['replays']['differences']>>;

const STATES: Record<Replay['status'], { title: string; empty: string | null }> = {
  running: { title: 'Replaying …', empty: null },
  completed: {
    title: 'Result',
    empty: 'Every decision comes out the same, then and now.',
  },
  failed: { title: 'What it found before it failed', empty: 'None among the people it checked.' },
  canceled: {
    title: 'What it found before it was stopped',
    empty: 'None among the people it checked.',
  },
};

const KINDS: Record<string, string> = {
  not_as_decided: 'Does not match the decision',
  known_since: 'Known since',
};

const columns: Column<Differences['data'][number]>[] = [
  { label: 'What', cell: (d) => KINDS[d.kind] ?? d.kind },
  { label: 'Decided', cell: (d) => reasonWords(d.decided) },
  { label: 'With what was known then', cell: (d) => reasonWords(d.known_then) },
  { label: 'With what is known now', cell: (d) => reasonWords(d.known_now) },
  { label: 'Decided at', cell: (d) => <Moment at={d.decided_at} />, quiet: true, tight: true },
];

/** Shows the result of a replay: its counts, and the decisions that came out differently. */
export function ReplayResult({ replay, list }: { replay: Replay; list: Differences }) {
  const count = useCount();
  const { written_down: written, audience } = replay;
  const done = replay.status === 'completed';
  const { title, empty } = STATES[replay.status];
  return (
    <>
      {replay.error ? (
        <Alert color="red" role="alert" mb="md" title="It could not be finished">
          {replay.error}
        </Alert>
      ) : null}
      {done && written !== null && written !== audience ? (
        <Alert color="red" role="alert" mb="md" title="The ledger is incomplete">
          The audit log says that {count(written)} people were recorded; there are {count(audience)}{' '}
          now.
        </Alert>
      ) : null}
      <Section
        title={title}
        lead={
          <>
            Everybody in the audience, using what had been recorded <Moment at={replay.known_at} />
          </>
        }
      >
        <Tiles>
          <Tile label="Checked" value={audience} />
          <Tile label="As decided" value={replay.same} />
          <Tile label="Does not match the decision" value={replay.not_as_decided} />
          <Tile label="Known since" value={replay.known_since} />
          <Tile label="Left out by another rule" value={replay.not_by_consent} />
          <Tile label="Nothing decided" value={replay.undecided} />
          <Tile label="Erased" value={replay.erased} />
        </Tiles>
      </Section>
      <Section
        title="Differences"
        lead="Each with both answers; a row leads to the whole chain"
        flush
      >
        <List
          label="Differences"
          rows={list.data}
          columns={columns}
          to={(d) => `/messages/${d.message_id}/why`}
          nextCursor={list.next_cursor}
          empty={
            <Empty icon={Scale} title={done ? 'No differences' : 'None so far'}>
              {empty ?? (
                <Anchor component={Link} to=".">
                  Replay again
                </Anchor>
              )}
            </Empty>
          }
        />
      </Section>
    </>
  );
}
