import type { MetaFunction } from '@remix-run/react';
import { SegmentEditor } from '../segments/editor.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { segmentRulesOf } from '../server/segment-form.server.ts';
import { Page } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'New segment · Assent' }];
export const loader = page(async () => null);

export const action = act(async ({ api, form }) => {
  const { id } = await api.segments.create({
    body: { name: text(form, 'name') ?? '', rules: segmentRulesOf(form) },
  });
  return redirect(`/segments/${id}?done=saved`);
});

export default function NewSegment() {
  return (
    <Page title="New segment" back={{ to: '/segments', label: 'Segments' }}>
      <SegmentEditor preview={null} />
    </Page>
  );
}
