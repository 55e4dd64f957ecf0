import { useLoaderData, Link, type MetaFunction } from '@remix-run/react';
import { ReceiptActions } from '../receipts/actions.tsx';
import { ReceiptProof, ReceiptSays } from '../receipts/contents.tsx';
import { ReceiptVerdict } from '../receipts/verdict.tsx';
import { WhereItWent } from '../receipts/where-it-went.tsx';
import { ACTION_WORDS } from '../consent/actions.ts';
import { askers } from '../server/askers.server.ts';
import { page } from '../server/page.server.ts';
import { addressObject } from '../ui/address.ts';
import { Purpose } from '../ui/purpose.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { RevealButton } from '../ui/reveal.tsx';
import { sentence } from '../ui/status.tsx';

export const meta: MetaFunction = () => [{ title: 'Receipt · Assent' }];

export const loader = page(async ({ api, params, url, session }) => {
  const mayReveal = session.permissions.includes('pii:read');
  const reveal = mayReveal && url.searchParams.get('reveal') === 'true';
  const receipt = await api.receipts.get({
    params: { id: String(params['id']) },
    query: { reveal: String(reveal) },
  });
  const nameOf = await askers(
    session,
    receipt.makings.map(({ by }) => by),
  );
  const makers = receipt.makings.map(({ by }) => nameOf(by));
  return { receipt, makers, mayReveal, reveal };
});

export default function Receipt() {
  const { receipt: r, makers, mayReveal, reveal } = useLoaderData<typeof loader>();
  return (
    <Page
      title={`Receipt: ${r.receipt?.piiPrincipalId ?? addressObject(r.address, r.address_absent)}`}
      lead={
        <>
          {ACTION_WORDS[r.action] ?? sentence(r.action)}: <Purpose value={r.purpose} />.
        </>
      }
      back={{ to: '/receipts', label: 'Receipts' }}
      actions={
        r.receipt ? (
          <ReceiptActions receipt={r} mayReveal={mayReveal} reveal={reveal} />
        ) : mayReveal && r.address ? (
          <RevealButton reveal={reveal} />
        ) : null
      }
    >
      <ReceiptVerdict check={r.check} made={r.receipt !== null} />
      <Columns>
        <div>
          {r.receipt ? <ReceiptSays receipt={r.receipt} /> : null}
          <WhereItWent receipt={r} makers={makers} />
        </div>
        <div>
          {r.receipt ? <ReceiptProof receipt={r.receipt} /> : null}
          <Section title="Belongs to">
            <Facts>
              <Fact label="Consent">
                <Link to={`/consents/${r.consent_id}`}>The consent record</Link>
              </Fact>
              <Fact label="Contact">
                {r.contact_id ? (
                  <Link to={`/contacts/${r.contact_id}`}>Open the contact</Link>
                ) : null}
              </Fact>
            </Facts>
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
