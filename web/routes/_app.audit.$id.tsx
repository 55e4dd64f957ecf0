import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { ShieldCheck } from 'lucide-react';
import { ProofFacts, ProofVerdict } from '../audit/entry-proof.tsx';
import { Detail } from '../audit/detail.tsx';
import { actionWord, sentenceOf, whoOf } from '../audit/sentence.ts';
import { Thing } from '../audit/things.tsx';
import { page } from '../server/page.server.ts';
import { CodeBlock, Fact, Facts, Mono, Quiet } from '../ui/facts.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Audit entry · Assent' }];

export const loader = page(async ({ api, params }) => {
  const { entry, proof, ...named } = await api.audit.get({ params: { id: params['id'] ?? '' } });
  return {
    entry: { ...entry, ...named, detail: isFields(entry.detail) ? entry.detail : {} },
    raw: JSON.stringify(entry, null, 2),
    proof,
  };
});

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value with a link to every row that has it. */
function Same({ name, value }: { name: string; value: string }) {
  return (
    <Link to={`/audit?${new URLSearchParams({ [name]: value })}`}>
      <Mono>{value}</Mono>
    </Link>
  );
}

export default function AuditEntry() {
  const { entry, raw, proof } = useLoaderData<typeof loader>();
  return (
    <Page
      title={actionWord(entry.action)}
      lead={`${sentenceOf(entry)}.`}
      back={{ to: '/audit', label: 'Audit log' }}
      actions={
        <Button
          component={Link}
          to="."
          reloadDocument
          variant="default"
          leftSection={<ShieldCheck size={15} aria-hidden />}
        >
          Verify this entry
        </Button>
      }
    >
      {proof ? <ProofVerdict proof={proof} /> : null}
      <Columns>
        <Section title="What happened">
          <Facts>
            <Fact label="When">
              <Moment at={entry.occurred_at} />
            </Fact>
            <Fact label="Who">{whoOf(entry)}</Fact>
            <Fact label="Id of who">
              {entry.actor_id ? <Same name="actor" value={entry.actor_id} /> : null}
            </Fact>
            <Fact label="Of what">
              <Thing
                type={entry.entity_type}
                id={entry.entity_id}
                name={entry.entity_name}
                gone={entry.entity_gone}
              />
            </Fact>
            <Fact label="Everything about it">
              <Same name="entity_id" value={entry.entity_id} />
            </Fact>
            <Fact label="From the same request">
              {entry.request_id ? <Same name="request_id" value={entry.request_id} /> : null}
            </Fact>
            <Fact label="Entry">
              <Mono>{entry.id}</Mono>
            </Fact>
          </Facts>
          {Object.keys(entry.detail).length ? (
            <p>
              <Detail row={entry} />
            </p>
          ) : null}
          <details>
            <summary>The row as stored</summary>
            <CodeBlock>{raw}</CodeBlock>
          </details>
        </Section>
        {proof ? (
          <ProofFacts proof={proof} />
        ) : (
          <Section title="Proof">
            <Quiet>This row is sealed within a minute. Reload the page then.</Quiet>
          </Section>
        )}
      </Columns>
    </Page>
  );
}
