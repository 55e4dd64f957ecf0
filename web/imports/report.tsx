import { Alert, Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { List, type Column } from '../ui/list.tsx';
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
  /** Null in a dry run of those who may not see personal data. */
  created: number | null;
  updated: number | null;
  unchanged: number | null;
  failed: number;
  failure: string | null;
  errors: { row: number; column: string | null; message: string }[];
};

type Row = { id: string; row: number; column: string | null; message: string };
const columns: Column<Row>[] = [
  { label: 'Row', cell: (e) => e.row },
  { label: 'Column', cell: (e) => e.column, quiet: true },
  { label: 'What is wrong', cell: (e) => e.message },
];

/** How an import goes or went. */
export function Report({ report: r, mayDownload }: { report: ImportReport; mayDownload: boolean }) {
  const count = useCount();
  const errors = r.errors.slice(0, 100).map((error, index) => ({ ...error, id: String(index) }));
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
        </Tiles>
      </Section>
      {errors.length ? (
        <Section
          title="Rows that failed"
          lead={
            r.failed > errors.length
              ? `The first ${count(errors.length)} of ${count(r.failed)}`
              : ''
          }
          flush
          actions={
            mayDownload ? (
              <Button
                component="a"
                href={`/api/v1/contacts/imports/${r.id}/failed-rows`}
                download
                variant="default"
                size="xs"
                leftSection={<Download size={14} aria-hidden />}
              >
                Download them
              </Button>
            ) : null
          }
        >
          <List label="Failed rows" rows={errors} columns={columns} empty={null} />
        </Section>
      ) : null}
    </>
  );
}
