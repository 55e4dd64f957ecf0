import { Alert } from '@mantine/core';
import { Section } from '../ui/page.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { useCount } from '../ui/values.tsx';
import { RowsDone } from './rows-done.tsx';

export type ImportReport = {
  id: string;
  status: string;
  dry_run: boolean;
  total: number | null;
  processed: number;
  /** Null in a dry run for readers who may not see personal data. */
  created: number | null;
  updated: number | null;
  unchanged: number | null;
  failed: number;
  noted: number;
  failure: string | null;
  has_consent: boolean;
  /** Null for readers who may not see consents. */
  consents: { recorded: number; unproven: number; unchanged: number; refused: number } | null;
};

/** Returns the state of an import for the status label; a dry run is never "completed". */
export function stateOf({ status, dry_run }: { status: string; dry_run: boolean }): string {
  if (status === 'pending') return 'uploaded';
  if (dry_run && status === 'completed') return 'tried';
  return dry_run && status === 'running' ? 'trying' : status;
}

/** Shows the progress or the result of an import. */
export function Report({ report: r }: { report: ImportReport }) {
  const count = useCount();
  return (
    <>
      {r.failure ? (
        <Alert color="red" title="It stopped">
          {r.failure}
        </Alert>
      ) : null}
      <Section
        title={r.dry_run ? 'What would happen' : 'What happened'}
        lead={r.dry_run ? 'A try: nothing has been changed' : undefined}
      >
        <RowsDone {...r} running={r.status === 'running'} />
        <Tiles>
          {r.created === null ? (
            <Tile label="Can be imported" value={r.processed - r.failed} note="New or known" />
          ) : (
            <>
              <Tile label={r.dry_run ? 'Would be new' : 'New'} value={r.created} />
              <Tile
                label="Known already"
                value={r.updated ?? 0}
                note={`${count(r.unchanged ?? 0)} unchanged`}
              />
            </>
          )}
          <Tile label="Failed" value={r.failed} />
          {r.has_consent && r.consents ? (
            <>
              <Tile
                label={r.dry_run ? 'Consents it would record' : 'Consents recorded'}
                value={r.consents.recorded}
                note={
                  r.consents.unproven
                    ? `${count(r.consents.unproven)} without proof: nothing is sent to them`
                    : undefined
                }
              />
              <Tile label="Consented already" value={r.consents.unchanged} />
              <Tile
                label="Consents refused"
                value={r.consents.refused}
                note={r.consents.refused ? 'The reasons are below' : undefined}
              />
            </>
          ) : null}
        </Tiles>
      </Section>
    </>
  );
}
