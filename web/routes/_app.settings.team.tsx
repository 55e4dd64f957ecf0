import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Users } from 'lucide-react';
import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { filters, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { sentence } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Team · Assent' }];

export const loader = page(async ({ api, url, session }) => ({
  list: await api.users.list({ query: filters(url, ['cursor']) }),
  me: session.user,
}));

export const action = act({ '': ['name'] }, async ({ api, form }) => {
  await api.users.updateMe({ body: { name: text(form, 'name') ?? '' } });
  return redirect('/settings/team?done=saved');
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Name', cell: (u) => u.name },
  { label: 'E-mail', cell: (u) => u.email, quiet: true },
  { label: 'Role', cell: (u) => sentence(u.role) },
  { label: 'Since', cell: (u) => <Moment at={u.created_at} />, quiet: true, tight: true },
];

export default function Team() {
  const { list, me } = useLoaderData<typeof loader>();
  return (
    <Page title="Team" lead="Who works in this organization, and what their role lets them do.">
      <Notice />
      <Columns>
        <div>
          <Section flush>
            <List
              label="People"
              rows={list.data}
              columns={columns}
              nextCursor={list.next_cursor}
              empty={<Empty icon={Users} title="Nobody yet" />}
            />
          </Section>
        </div>
        <div>
          <Section title="You" lead="Your name as colleagues and the audit log show it">
            <PageForm>
              <Fields>
                <TextField name="name" label="Name" defaultValue={me.name} autoComplete="name" />
                <div>
                  <SubmitButton variant="default">Save</SubmitButton>
                </div>
              </Fields>
            </PageForm>
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
