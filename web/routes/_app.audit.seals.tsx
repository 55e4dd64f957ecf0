import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Stamp } from 'lucide-react';
import { filters } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Mono } from '../ui/facts.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Count, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Seals · Assent' }];

export const loader = page(async ({ api, url }) => {
  const { cursor } = filters(url, ['cursor']);
  const list = await api.audit.seals({ query: { limit: 20, cursor } });
  return { ...list, data: list.data.map((seal) => ({ ...seal, id: String(seal.number) })) };
});

type Row = Awaited<ReturnType<typeof loader>>['data'][number];
const OUTSIDE: Record<Row['published'], string> = {
  same: 'Published, identical',
  differs: 'Published copy differs',
  missing: 'Not published yet',
  unreadable: 'Cannot be read now',
};
const columns: Column<Row>[] = [
  { label: 'Seal', cell: (s) => <Count value={s.number} />, tight: true },
  {
    label: 'Rows',
    cell: (s) => (
      <>
        <Count value={s.first_position} /> to <Count value={s.first_position + s.entries - 1} />
      </>
    ),
    tight: true,
  },
  { label: 'Outside the database', cell: (s) => OUTSIDE[s.published], tight: true },
  {
    label: 'Where',
    cell: (s) => (
      <>
        {s.place.store === 'folder' ? 'Folder' : 'Object storage'}{' '}
        {s.published === 'missing' || s.published === 'unreadable' ? null : (
          <a href={`/api/v1/audit/seals/${s.number}`}>
            <Mono>{s.place.file.split('/').at(-1)}</Mono>
          </a>
        )}
      </>
    ),
    quiet: true,
  },
  { label: 'Root', cell: (s) => <Mono>{s.root.slice(0, 16)}…</Mono>, quiet: true },
  { label: 'Sealed', cell: (s) => <Moment at={s.sealed_at} />, quiet: true, tight: true },
];

export default function Seals() {
  const { data, next_cursor } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Seals"
      lead="Each signs the rows since the previous seal and names that seal. Anybody can check the log with their copies outside the database."
      back={{ to: '/audit', label: 'Audit log' }}
    >
      <Section flush>
        <List
          label="Seals"
          rows={data}
          columns={columns}
          nextCursor={next_cursor}
          empty={
            <Empty icon={Stamp} title="No seal yet">
              New rows are sealed every minute.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
