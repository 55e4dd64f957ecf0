import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { FileText } from 'lucide-react';
import { CATEGORY_WORDS } from '../templates/categories.ts';
import { filters } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Filters, TextFilter } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Channel } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Which template is used · Assent' }];

export const loader = page(async ({ api, url }) => {
  const { locale } = filters(url, ['locale']);
  const { data } = await api.templates.selection({
    query: locale ? { locale: locale.slice(0, 35) } : {},
  });
  return {
    rows: data.map((row) => ({ id: `${row.channel} ${row.category}`, ...row })),
    locale: locale ?? null,
    own: data[0]?.organization_locale ?? 'en',
  };
});

const BECAUSE: Record<string, string> = {
  recipient: 'it is the recipient’s language',
  organization: 'it is your organization’s language',
  english: 'their language is missing, and English exists',
  main: 'it is the template’s main language',
};

type Row = Awaited<ReturnType<typeof loader>>['rows'][number];
const columns: Column<Row>[] = [
  {
    label: 'Used for',
    cell: (s) => (s.category === 'code' ? 'Verification codes' : CATEGORY_WORDS[s.category]),
  },
  { label: 'Channel', cell: (s) => <Channel value={s.channel} /> },
  {
    label: 'Template',
    cell: (s) =>
      s.template ? (
        <Link to={`/templates/${s.template.id}`}>{s.template.name}</Link>
      ) : (
        'Our own text, always the same'
      ),
  },
  { label: 'Language', cell: (s) => `${s.language}, because ${BECAUSE[s.because] ?? s.because}` },
  { label: 'Available', cell: (s) => s.languages.join(', '), quiet: true },
];

export default function TemplateSelection() {
  const { rows, locale, own } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Which template is used when"
      lead="If a message names no template, the default for its use is used. Its language is the recipient’s if available, otherwise your organization’s, English or the template’s main one, in that order."
      back={{ to: '/templates', label: 'Templates' }}
    >
      <Filters>
        <TextFilter name="locale" label="For a recipient whose language is" placeholder="ar-KW" />
      </Filters>
      <Section
        title={
          locale ? `For a recipient in ${locale}` : 'For a recipient whose language is not known'
        }
        lead={`Your organization’s language is ${own}`}
        flush
      >
        <List
          label="Templates by use"
          rows={rows}
          columns={columns}
          empty={
            <Empty icon={FileText} title="No template has a use">
              Set a default on a template’s page.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
