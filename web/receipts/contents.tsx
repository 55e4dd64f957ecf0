import { Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { Api } from '../../api/client-types.ts';
import { own } from '../../lib/own.ts';
import { ACTION_WORDS } from '../consent/actions.ts';
import { sourceWords } from '../consent/source-words.ts';
import { Code, Fact, Facts, Mono, Quiet, Quote } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { sentence } from '../ui/status.tsx';
import { Channel, Country, Moment } from '../ui/values.tsx';

type Detail = Awaited<ReturnType<Api['receipts']['get']>>;
type Receipt = NonNullable<Detail['receipt']>;

/** Shows the content of the receipt in plain words. */
export function ReceiptSays({ receipt }: { receipt: Receipt }) {
  const { record, services, piiControllers } = receipt;
  const { statement } = record;
  const [service] = services;
  const [purpose] = service?.purposes ?? [];
  return (
    <Section title="What it says" lead={`Receipt ${receipt.consentReceiptID}`}>
      <Facts>
        <Fact label="Who">{receipt.piiPrincipalId}</Fact>
        <Fact label="Did what">
          {own(ACTION_WORDS, statement.action) ?? sentence(statement.action)}
        </Fact>
        <Fact label="For">{purpose?.purpose}</Fact>
        <Fact label="To whom">
          {[service?.service, piiControllers[0]?.address].filter(Boolean).join(', ')}
        </Fact>
        <Fact label="Channel">
          <Channel value={statement.channel} />
        </Fact>
        <Fact label="Source">
          {sourceWords({
            source: receipt.collectionMethod,
            source_stated: record.source_stated ?? false,
          })}
        </Fact>
        <Fact label="When">
          <Moment at={statement.captured_at} />
        </Fact>
        <Fact label="Ends">
          <Moment at={statement.expires_at} missing="When withdrawn" />
        </Fact>
        <Fact label="Law of">
          {receipt.jurisdiction ? <Country code={receipt.jurisdiction} /> : 'Unknown'}
        </Fact>
      </Facts>
      {record.wording ? (
        <>
          <p>
            <Quiet>The wording shown</Quiet>
          </p>
          <Quote>{record.wording}</Quote>
        </>
      ) : null}
      {record.notice ? (
        <details>
          <summary>The privacy notice then in force</summary>
          <Quote>{record.notice}</Quote>
        </details>
      ) : null}
    </Section>
  );
}

/** Shows the technical proof of the receipt. */
export function ReceiptProof({ receipt }: { receipt: Receipt }) {
  const { proof } = receipt;
  return (
    <Section title="Proof" lead="Anybody can check it without us: see below">
      <Facts>
        <Fact label="Audit row">
          <Anchor component={Link} to={`/audit/${proof.entry.id}`}>
            {proof.entry.action}
          </Anchor>
        </Fact>
        <Fact label="Seal">
          {proof.seal.number}, <Moment at={proof.seal.sealed_at} />
        </Fact>
        <Fact label="Address">
          {proof.salt === null ? 'Masked: it does not show whose it is' : 'In clear, and proven'}
        </Fact>
        <Fact label="Public key">
          <Mono>{receipt.publicKey}</Mono>
        </Fact>
      </Facts>
      <p>
        <Quiet>
          On any computer with Assent, without a network. Get the key from another source than the
          receipt. Or paste the file at <Link to="/r/check">the public page</Link>.
        </Quiet>
      </p>
      <Code>
        npm run receipt-check -- consent-receipt-{receipt.consentReceiptID}.json {receipt.publicKey}
      </Code>
    </Section>
  );
}
