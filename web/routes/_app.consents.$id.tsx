import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { ReceiptText } from 'lucide-react';
import { ConsentEvents } from '../consent/consent-events.tsx';
import { sourceWords } from '../consent/source-words.ts';
import { page } from '../server/page.server.ts';
import { addressObject, addressWords } from '../ui/address.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { RevealButton } from '../ui/reveal.tsx';
import { sentence, Status } from '../ui/status.tsx';
import { Channel, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Consent record · Assent' }];

export const loader = page(async ({ api, params, url, session }) => {
  const id = String(params['id']);
  const mayReveal = session.permissions.includes('pii:read');
  const reveal = mayReveal && url.searchParams.get('reveal') === 'true';
  const [consent, history, purposes] = await Promise.all([
    api.consents.get({ params: { id } }),
    api.consents.history({ params: { id }, query: { reveal: String(reveal) } }),
    api.purposes.list({}),
  ]);
  const purpose = purposes.data.find(({ key }) => key === consent.purpose);
  return { consent, history: history.data.toReversed(), purpose, reveal, mayReveal };
});

/** Nothing ends any more. */
const ENDED: ReadonlySet<string> = new Set(['withdrawn', 'expired', 'lapsed', 'none']);

export default function Consent() {
  const { consent, history, purpose, reveal, mayReveal } = useLoaderData<typeof loader>();
  const given = history.some(({ action }) => action === 'grant' || action === 'import');
  const ended = ENDED.has(consent.state);
  return (
    <Page
      title={`${purpose?.name ?? sentence(consent.purpose)}: ${addressObject(consent.address, consent.address_absent)}`}
      back={{ to: '/consents', label: 'Consent records' }}
      actions={
        <>
          {consent.state === 'none' || consent.state === 'pending' ? null : (
            <Button
              component={Link}
              to={`/receipts?consent_id=${consent.id}`}
              prefetch="intent"
              variant="default"
              leftSection={<ReceiptText size={15} aria-hidden />}
            >
              Receipts
            </Button>
          )}
          {mayReveal ? <RevealButton reveal={reveal} what="the evidence" /> : null}
        </>
      }
    >
      <Columns>
        <div>
          <Section title="What happened" lead="Newest first. Nothing here can be changed.">
            <ConsentEvents events={history} />
          </Section>
        </div>
        <div>
          <Section title="Now">
            <Facts>
              <Fact label="State">
                <Status value={consent.state} />
              </Fact>
              <Fact label="Address">{addressWords(consent.address, consent.address_absent)}</Fact>
              <Fact label="Channel">
                <Channel value={consent.channel} />
              </Fact>
              <Fact label="Source">
                {consent.source ? sourceWords({ ...consent, source: consent.source }) : null}
              </Fact>
              <Fact label={given ? 'Given' : 'Recorded'}>
                <Moment at={consent.captured_at} />
              </Fact>
              <Fact label="Ends">
                <Moment at={consent.expires_at} missing={ended ? '–' : 'When withdrawn'} />
              </Fact>
              <Fact label="Contact">
                {consent.contact_id ? (
                  <Link to={`/contacts/${consent.contact_id}`}>Open the contact</Link>
                ) : null}
              </Fact>
            </Facts>
          </Section>
          {purpose ? (
            <Section title="Purpose">
              <Facts>
                <Fact label="Name">{purpose.name}</Fact>
                <Fact label="Kind">{sentence(purpose.category)}</Fact>
                <Fact label="Meaning">{purpose.description}</Fact>
              </Facts>
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
