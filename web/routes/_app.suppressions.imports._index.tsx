import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Upload } from 'lucide-react';
import { CsvFileField } from '../forms/csv-file.tsx';
import { SelectField, SubmitButton } from '../forms/fields.tsx';
import { OperatorLink } from '../ui/operator-link.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { ENCODING_OPTIONS } from '../imports/encodings.ts';
import { filters } from '../server/fields.server.ts';
import { operatorLink } from '../server/operator-links.server.ts';
import { actOnFile, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { STATED_REASON_OPTIONS } from '../suppressions/reasons.ts';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Count, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Import blocked addresses · Assent' }];

export const loader = page(async ({ api, url, session, config }) => ({
  link: operatorLink({ config, session }, 'filesBeingRead'),
  list: await api.suppressions.imports({ query: filters(url, ['cursor']) }),
  mayWrite: session.permissions.includes('suppressions:write'),
}));

export const action = actOnFile(async ({ session, form }) => {
  const { id } = await session.uploadSuppressions(form);
  return redirect(`/suppressions/imports/${id}`);
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'File', cell: (i) => i.file_name ?? 'Without a name' },
  { label: 'Uploaded', cell: (i) => <Moment at={i.created_at} />, quiet: true },
  { label: 'State', cell: (i) => <Status value={i.status} /> },
  { label: 'Rows', cell: (i) => (i.total ? <Count value={i.total} /> : '–'), align: 'end' },
  {
    label: 'New',
    cell: (i) => (i.created === null ? '–' : <Count value={i.created} />),
    align: 'end',
  },
  { label: 'Failed', cell: (i) => <Count value={i.failed} />, align: 'end' },
];

export default function SuppressionImports() {
  const { list, link, mayWrite } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Import blocked addresses"
      lead="A list from your former system, so that nobody who said stop there hears from you here. A file only adds blocks; it never lifts one."
      back={{ to: '/suppressions', label: 'Blocked addresses' }}
      actions={<OperatorLink link={link} />}
    >
      <Columns>
        <div>
          <Section title="Earlier files" flush>
            <List
              label="Earlier files"
              rows={list.data}
              columns={columns}
              to={(i) => `/suppressions/imports/${i.id}`}
              nextCursor={list.next_cursor}
              empty={
                <Empty icon={Upload} title="No file yet">
                  The first row names the columns: address (or email, phone) and, optionally,
                  channel, reason, note, expires_at.
                </Empty>
              }
            />
          </Section>
        </div>
        <div>
          {mayWrite ? (
            <Section title="A new file">
              <PageForm encType="multipart/form-data">
                <Fields>
                  <SelectField
                    name="reason"
                    label="Reason"
                    description="For rows that name none"
                    data={STATED_REASON_OPTIONS}
                    defaultValue="opt_out"
                  />
                  <SelectField
                    name="encoding"
                    label="Encoding"
                    description="Matters for notes with accents"
                    data={[{ value: '', label: 'Detected automatically' }, ...ENCODING_OPTIONS]}
                    defaultValue=""
                  />
                  {/* Last, so that the other fields have arrived if the file is refused half-way. */}
                  <CsvFileField description="CSV with a header row, up to 100 MB. The same file again changes nothing." />
                  <div>
                    <SubmitButton>Block them</SubmitButton>
                  </div>
                </Fields>
              </PageForm>
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
