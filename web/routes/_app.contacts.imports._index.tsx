import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Upload } from 'lucide-react';
import { stateOf } from '../imports/report.tsx';
import { filters } from '../server/fields.server.ts';
import { operatorLink } from '../server/operator-links.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { OperatorLink } from '../ui/operator-link.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Count, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Imports · Assent' }];

export const loader = page(async ({ api, url, session, config }) => ({
  link: operatorLink({ config, session }, 'filesBeingRead'),
  list: await api.imports.list({ query: filters(url, ['cursor']) }),
}));

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
/** Whether a file was tried or imported, not only uploaded. */
const begun = ({ status }: Row): boolean => status !== 'pending';
const kindOf = (i: Row): string => {
  if (!begun(i)) return 'Not tried yet';
  return i.dry_run ? 'Tried only' : 'Imported';
};
const columns: Column<Row>[] = [
  { label: 'File', cell: (i) => i.file_name ?? 'Without a name' },
  { label: 'Uploaded', cell: (i) => <Moment at={i.created_at} />, quiet: true },
  { label: 'State', cell: (i) => <Status value={stateOf(i)} /> },
  { label: 'Kind', cell: (i) => kindOf(i), quiet: true },
  {
    label: 'Rows',
    cell: (i) => (i.total === null ? '–' : <Count value={i.total} />),
    align: 'end',
  },
  {
    label: 'New',
    cell: (i) => (i.created === null || !begun(i) ? null : <Count value={i.created} />),
    align: 'end',
  },
  {
    label: 'Known',
    cell: (i) => (i.updated === null || !begun(i) ? null : <Count value={i.updated} />),
    align: 'end',
  },
  { label: 'Failed', cell: (i) => (begun(i) ? <Count value={i.failed} /> : null), align: 'end' },
];

export default function Imports() {
  const { list, link } = useLoaderData<typeof loader>();
  const upload = (
    <Button
      component={Link}
      to="/contacts/imports/new"
      leftSection={<Upload size={15} aria-hidden />}
    >
      Import a file
    </Button>
  );
  return (
    <Page
      title="Imports"
      lead="Files of contacts, newest first. You can leave a running import and find it here again."
      actions={
        <>
          <OperatorLink link={link} />
          {upload}
        </>
      }
    >
      <Section flush>
        <List
          label="Imports"
          rows={list.data}
          columns={columns}
          to={(i) => `/contacts/imports/${i.id}`}
          nextCursor={list.next_cursor}
          empty={
            <Empty icon={Upload} title="No import yet" action={upload}>
              Bring the people you know as a CSV file. You see what would happen before it does.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
