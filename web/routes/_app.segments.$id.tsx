import { countryName } from '../../domain/countries.contract.ts';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { rowsOf } from '../segments/conditions.ts';
import { SegmentEditor } from '../segments/editor.tsx';
import { countryNames } from '../server/country.server.ts';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { savingSegment } from '../server/segment-form.server.ts';
import { asksForConditions, mayAsk, suggestedFor } from '../server/segment-suggestion.server.ts';
import { Code } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Segment · Assent' }];

export const loader = page(async ({ api, params, session }) => {
  const segment = await api.segments.get({ params: { id: String(params['id']) } });
  return {
    segment,
    flat: rowsOf(segment.rules, countryName),
    countries: countryNames(),
    preview: await api.segments.preview({ body: { rules: segment.rules } }),
    assistant: await mayAsk(api, session.permissions),
    mayWrite: session.permissions.includes('contacts:write'),
  };
});

export const action = act(
  { delete: [], save: ['name', 'match'] },
  async ({ api, form, params }) => {
    const id = String(params['id']);
    if (text(form, 'intent') === 'delete') {
      await api.segments.delete({ params: { id } });
      return redirect('/segments?done=deleted');
    }
    if (asksForConditions(form)) return suggestedFor(api, form);
    return savingSegment(form, async (rules) => {
      await api.segments.update({
        params: { id },
        body: { name: text(form, 'name') ?? '', rules },
      });
      return redirect(`/segments/${id}?done=saved`);
    });
  },
);

export default function Segment() {
  const { segment, flat, countries, preview, assistant, mayWrite } = useLoaderData<typeof loader>();
  return (
    <Page title={segment.name} back={{ to: '/segments', label: 'Segments' }}>
      <Notice />
      {flat ? (
        <SegmentEditor
          key={segment.updated_at}
          saved={{ name: segment.name, ...flat }}
          preview={preview}
          countries={countries}
          assistant={assistant}
        />
      ) : (
        <Section title="Conditions" lead="Nested, created through the API; change them there">
          <Code>{JSON.stringify(segment.rules, null, 2)}</Code>
        </Section>
      )}
      {mayWrite ? (
        <Section
          title="Remove"
          lead="Contacts stay. It cannot be removed while a campaign waits for it."
        >
          <ConfirmForm
            intent="delete"
            ask="Remove this segment"
            title={`Remove “${segment.name}”?`}
            act="Yes, remove it"
            words="No contact is removed. The segment can no longer be chosen, and it cannot be brought back."
          />
        </Section>
      ) : null}
    </Page>
  );
}
