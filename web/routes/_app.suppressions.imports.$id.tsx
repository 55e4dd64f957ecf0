import { Alert } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { CircleCheck } from 'lucide-react';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { sentence } from '../ui/status.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';

export const meta: MetaFunction = () => [{ title: 'Import of blocked addresses · Assent' }];

export const loader = page(async ({ api, params }) => {
  const report = await api.suppressions.getImport({ params: { id: String(params['id']) } });
  return { report, failures: report.errors.map((error) => ({ id: String(error.row), ...error })) };
});

type Row = Awaited<ReturnType<typeof loader>>['failures'][number];
const columns: Column<Row>[] = [
  { label: 'Row', cell: (e) => e.row },
  { label: 'What is wrong', cell: (e) => sentence(e.message) },
];

export default function SuppressionReport() {
  const { report, failures } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Import of blocked addresses"
      back={{ to: '/suppressions/imports', label: 'Import' }}
    >
      {report.finished_at ? null : (
        <Alert color="yellow" variant="light">
          This import was cut off. What is counted below is in; choose the file again for the rest.
        </Alert>
      )}
      <Tiles>
        <Tile label="Rows" value={report.total} />
        <Tile label="New" value={report.created} to="/suppressions" />
        <Tile label="Blocked before" value={report.already} />
        <Tile label="Failed" value={report.failed} />
      </Tiles>
      <Section
        title="Rows that failed"
        lead={
          report.failed > failures.length ? `The first ${failures.length} are shown` : undefined
        }
        flush
      >
        <List
          label="Rows that failed"
          rows={failures}
          columns={columns}
          empty={
            <Empty icon={CircleCheck} title="None failed">
              Every row names an address that is blocked now.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
