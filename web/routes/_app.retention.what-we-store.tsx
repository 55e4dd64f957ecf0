import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { AgingData } from '../retention/aging-data.tsx';
import { KeptData } from '../retention/kept-data.tsx';
import { page } from '../server/page.server.ts';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'What we store · Assent' }];

export const loader = page(async ({ api, session }) => {
  const { data: policies, kept, beside } = await api.retentionPolicies.list({});
  return { policies, kept, beside, name: session.organization.name };
});

export default function WhatWeStore() {
  const { policies, kept, beside, name } = useLoaderData<typeof loader>();
  return (
    <Page
      title="What we store, and for how long"
      lead={`As decided by ${name}. To print, or to copy into a record of processing activities.`}
      back={{ to: '/retention', label: 'Retention' }}
    >
      <Section title="Data that ages" flush>
        <AgingData policies={policies} />
      </Section>
      <Section title="Kept while the organization exists" flush>
        <KeptData kept={kept} />
      </Section>
      <Section title="Besides the tables">
        {beside.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Section>
    </Page>
  );
}
