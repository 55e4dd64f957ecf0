import { List, type Column } from '../ui/list.tsx';
import { sentence } from '../ui/status.tsx';

type Row = { id: string; why: string };

const columns: Column<Row>[] = [
  { label: 'Data', cell: (k) => sentence(k.id) },
  { label: 'Why', cell: (k) => k.why, quiet: true },
];

/** Lists the tables that no policy deletes from, with the reason. */
export function KeptData({ kept }: { kept: readonly { table: string; why: string }[] }) {
  return (
    <List
      label="Kept while the organization exists"
      rows={kept.map(({ table, why }) => ({ id: table, why }))}
      columns={columns}
      empty={null}
    />
  );
}
