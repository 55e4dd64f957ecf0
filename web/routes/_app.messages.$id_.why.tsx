import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { page } from '../server/page.server.ts';
import { Page } from '../ui/page.tsx';
import { WhyActions } from '../why/actions.tsx';
import { ProofSheet, Whom } from '../why/proof-sheet.tsx';

export const meta: MetaFunction = () => [{ title: 'Why this message · Assent' }];

export const loader = page(async ({ api, params, url, session }) => {
  const mayReveal = session.permissions.includes('pii:read');
  const reveal = mayReveal && url.searchParams.get('reveal') === 'true';
  const id = String(params['id']);
  const why = await api.whys.message({ params: { id }, query: { reveal: String(reveal) } });
  return { id, why, mayReveal, reveal };
});

export default function WhyMessage() {
  const { id, why, mayReveal, reveal } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Why this message"
      lead={
        <>
          To <Whom why={why} />. Message {id}.
        </>
      }
      back={{ to: `/messages/${id}`, label: 'The message' }}
      actions={<WhyActions mayReveal={mayReveal} reveal={reveal} />}
    >
      <ProofSheet why={why} />
    </Page>
  );
}
