import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { own } from '../../lib/own.ts';
import { typedNumber } from '../../lib/typed-number.ts';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Words } from '../templates/words.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Versions of a template · Assent' }];

export const loader = page(async ({ api, params, url, session }) => {
  const id = String(params['id']);
  const [template, { data }] = await Promise.all([
    api.templates.get({ params: { id } }),
    api.templates.versions({ params: { id } }),
  ]);
  const asked = typedNumber(url.searchParams.get('version') ?? undefined);
  const older = data.find((v) => v.version === asked) ?? data[1] ?? data[0];
  return {
    template,
    versions: data.map((v) => ({ id: String(v.version), ...v })),
    older,
    languages: [...new Set([...Object.keys(template.texts), ...Object.keys(older?.texts ?? {})])],
    yours:
      template.origin === 'user' &&
      !template.archived_at &&
      session.permissions.includes('templates:write'),
  };
});

export const action = act({ restore: [] }, async ({ api, params, url }) => {
  const id = String(params['id']);
  const version = typedNumber(url.searchParams.get('version') ?? undefined);
  await api.templates.restore({ params: { id }, body: { version } });
  return redirect(`/templates/${id}?done=saved`);
});

type Row = Awaited<ReturnType<typeof loader>>['versions'][number];
const columns: Column<Row>[] = [
  { label: 'Version', cell: (v) => v.version },
  { label: 'Languages', cell: (v) => Object.keys(v.texts).join(', ') },
  { label: 'Written', cell: (v) => <Moment at={v.created_at} />, quiet: true, tight: true },
];

export default function Versions() {
  const { template, versions, older, languages, yours } = useLoaderData<typeof loader>();
  return (
    <Page
      title={`Versions of ${template.name}`}
      lead="Every version is kept: what was sent can always be read. Choose one to see it beside the newest."
      back={{ to: `/templates/${template.id}`, label: template.name }}
    >
      <Section flush>
        <List
          label="Versions"
          rows={versions}
          columns={columns}
          to={(v) => `?version=${v.version}`}
          empty={null}
        />
      </Section>
      {older && older.version !== template.version ? (
        <>
          {languages.map((language) => (
            <Columns key={language}>
              <div>
                <Section title={`Version ${older.version}, ${language}`}>
                  <Text text={own(older.texts, language)} language={language} />
                </Section>
              </div>
              <div>
                <Section title={`Version ${template.version}, ${language}: the newest`}>
                  <Text text={own(template.texts, language)} language={language} />
                </Section>
              </div>
            </Columns>
          ))}
          {yours ? (
            <Section title={`Use version ${older.version} again`}>
              <ConfirmForm
                intent="restore"
                ask={`Restore version ${older.version}`}
                act="Yes, restore it"
                words={`It becomes version ${template.version + 1}; those in between stay readable.`}
              />
            </Section>
          ) : null}
        </>
      ) : null}
    </Page>
  );
}

function Text({
  text,
  language,
}: {
  text: { subject: string | null; body: string } | undefined;
  language: string;
}) {
  return text ? <Words {...text} language={language} /> : <>Not in this language.</>;
}
