import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Plus, Target } from 'lucide-react';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { sentence } from '../ui/status.tsx';
import { useDays } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Purposes · Assent' }];

export const loader = page(async ({ api, session }) => ({
  list: await api.purposes.list({}),
  mayWrite: session.permissions.includes('organization:write'),
}));

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Purpose', cell: (p) => p.name },
  { label: 'Meaning', cell: (p) => p.description, quiet: true },
  { label: 'Kind', cell: (p) => sentence(p.category) },
  { label: 'Consent ends', cell: (p) => <Ends days={p.expires_after_days} />, tight: true },
  { label: 'Version', cell: (p) => p.version, quiet: true, align: 'end', tight: true },
];

function Ends({ days }: { days: number | null }) {
  const words = useDays();
  return <>{days === null ? 'When withdrawn' : `After ${words(days)}`}</>;
}

export default function Purposes() {
  const { list, mayWrite } = useLoaderData<typeof loader>();
  const add = mayWrite ? (
    <Button component={Link} to="/purposes/new" leftSection={<Plus size={15} aria-hidden />}>
      Add a purpose
    </Button>
  ) : null;
  return (
    <Page
      title="Purposes"
      lead="What people can say yes to. Each is asked for, recorded and withdrawn separately."
      actions={add}
    >
      <Notice />
      <Section flush>
        <List
          label="Purposes"
          rows={list.data}
          columns={columns}
          to={(p) => `/purposes/${p.id}`}
          empty={
            <Empty icon={Target} title="No purpose yet" action={add}>
              Without a purpose there is nothing to consent to.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
