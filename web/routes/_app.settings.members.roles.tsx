import { type MetaFunction } from '@remix-run/react';
import { ROLES } from '../../domain/identity/roles.contract.ts';
import { MATRIX } from '../settings/matrix.ts';
import { MemberPages } from '../settings/member-pages.tsx';
import { page } from '../server/page.server.ts';
import { Quiet } from '../ui/facts.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { sentence } from '../ui/status.tsx';

export const meta: MetaFunction = () => [{ title: 'Roles · Assent' }];

/** The page shows no data of the organization, but is for members. */
export const loader = page(async () => null);

type Row = (typeof MATRIX)[number]['rows'][number];
const columns: Column<Row>[] = [
  { label: 'May', cell: (row) => row.words },
  ...ROLES.map((role): Column<Row> => ({
    label: sentence(role),
    cell: (row) => (row.roles.includes(role) ? 'Yes' : <Quiet>No</Quiet>),
    tight: true,
  })),
];

export default function Roles() {
  return (
    <Page
      title="Roles"
      lead="What each role may do. An API key can do no more than the role of its member."
      actions={<MemberPages />}
    >
      {MATRIX.map(({ group, rows }) => (
        <Section flush key={group} title={group}>
          <List label={group} rows={rows} columns={columns} empty={null} />
        </Section>
      ))}
    </Page>
  );
}
