import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { List, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { sentence } from '../ui/status.tsx';
import { useCount } from '../ui/values.tsx';

type Told = { row: number; column: string | null; message: string; value: string | null };
type Row = Told & { id: string };

/** The number of rows shown at once. */
const SHOWN = 100;

const columns = (what: string): Column<Row>[] => [
  { label: 'Row', cell: (e) => e.row },
  { label: 'Column', cell: (e) => e.column, quiet: true },
  { label: 'Value', cell: (e) => e.value },
  { label: what, cell: (e) => sentence(e.message) },
];

/** Says how many rows there are if only the first are shown. */
const useFirst = (shown: number, all: number): string => {
  const count = useCount();
  return all > shown ? `The first ${count(shown)} of ${count(all)}` : '';
};

const rowsOf = (told: readonly Told[]): Row[] =>
  told.slice(0, SHOWN).map((one, index) => ({ ...one, id: String(index) }));

/** Lists the rows of a file that failed, with the wrong value. */
export function FailedRows({
  id,
  errors,
  failed,
  mayDownload,
}: {
  id: string;
  errors: readonly Told[];
  failed: number;
  mayDownload: boolean;
}) {
  const rows = rowsOf(errors);
  const lead = useFirst(rows.length, failed);
  if (!rows.length) return null;
  return (
    <Section
      title="Rows that failed"
      lead={lead}
      flush
      actions={
        mayDownload ? (
          <Button
            component="a"
            href={`/api/v1/contacts/imports/${id}/failed-rows`}
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
      <List label="Failed rows" rows={rows} columns={columns('What is wrong')} empty={null} />
    </Section>
  );
}

const ROWS_ARE = 'The rows themselves are imported.';
const ROWS_WOULD_BE = 'The rows themselves would be imported.';

/** Lists what was left out of the imported rows, or would be. */
export function Notes({
  notes,
  noted,
  dry_run,
}: {
  notes: readonly Told[];
  noted: number;
  dry_run: boolean;
}) {
  const rows = rowsOf(notes);
  const first = useFirst(rows.length, noted);
  if (!rows.length) return null;
  return (
    <Section
      title={
        dry_run ? 'What would be left out, changed or not done' : 'Left out, changed or not done'
      }
      lead={[dry_run ? ROWS_WOULD_BE : ROWS_ARE, first].filter(Boolean).join(' ')}
      flush
    >
      <List label="Notes" rows={rows} columns={columns('What')} empty={null} />
    </Section>
  );
}
