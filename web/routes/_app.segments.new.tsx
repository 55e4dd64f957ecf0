import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { SegmentEditor } from '../segments/editor.tsx';
import { countryNames } from '../server/country.server.ts';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { savingSegment } from '../server/segment-form.server.ts';
import { Page } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'New segment · Assent' }];
export const loader = page(async () => ({ countries: countryNames() }));

export const action = act(async ({ api, form }) =>
  savingSegment(form, async (rules) => {
    const { id } = await api.segments.create({ body: { name: text(form, 'name') ?? '', rules } });
    return redirect(`/segments/${id}?done=saved`);
  }),
);

export default function NewSegment() {
  const { countries } = useLoaderData<typeof loader>();
  return (
    <Page title="New segment" back={{ to: '/segments', label: 'Segments' }}>
      <SegmentEditor preview={null} countries={countries} />
    </Page>
  );
}
