import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { rowsOf } from '../segments/conditions.ts';
import { SegmentEditor } from '../segments/editor.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { segmentRulesOf } from '../server/segment-form.server.ts';
import { Code } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Segment · Assent' }];

export const loader = page(async ({ api, params, session }) => {
  const segment = await api.segments.get({ params: { id: String(params['id']) } });
  return {
    segment,
    preview: await api.segments.preview({ body: { rules: segment.rules } }),
    mayWrite: session.permissions.includes('contacts:write'),
  };
});

export const action = act(async ({ api, form, params }) => {
  const id = String(params['id']);
  if (text(form, 'intent') === 'delete') {
    await api.segments.delete({ params: { id } });
    return redirect('/segments?done=deleted');
  }
  await api.segments.update({
    params: { id },
    body: { name: text(form, 'name') ?? '', rules: segmentRulesOf(form) },
  });
  return redirect(`/segments/${id}?done=saved`);
});

export default function Segment() {
  const { segment, preview, mayWrite } = useLoaderData<typeof loader>();
  const flat = rowsOf(segment.rules);
  return (
    <Page title={segment.name} back={{ to: '/segments', label: 'Segments' }}>
      <Notice />
      {flat ? (
        <SegmentEditor
          key={segment.updated_at}
          saved={{ name: segment.name, ...flat }}
          preview={preview}
        />
      ) : (
        <Section title="Conditions" lead="Written through the API, nested; change them there">
          <Code>{JSON.stringify(segment.rules, null, 2)}</Code>
        </Section>
      )}
      {mayWrite ? (
        <Section
          title="Remove"
          lead="Contacts stay. A campaign that waits for it keeps it in place."
        >
          <ConfirmForm intent="delete" ask="Remove this segment" act="Yes, remove it" />
        </Section>
      ) : null}
    </Page>
  );
}
