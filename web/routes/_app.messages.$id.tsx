import { Anchor, Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { ShieldQuestion } from 'lucide-react';
import { VISITOR_WORDS } from '../messages/visitors.ts';
import { reasonWords } from '../messages/reasons.ts';
import { standingOf } from '../server/standing.server.ts';
import { page } from '../server/page.server.ts';
import { addressObject } from '../ui/address.ts';
import { Purpose } from '../ui/purpose.tsx';
import { Fact, Facts, Quiet, Timeline } from '../ui/facts.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { RevealButton } from '../ui/reveal.tsx';
import { MailPreview, PhonePreview } from '../ui/preview.tsx';
import { StandingLine } from '../ui/standing-line.tsx';
import { sentence, Status, statusWord } from '../ui/status.tsx';
import { Channel, LocalMoment, Moment, Timed } from '../ui/values.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';

export const meta: MetaFunction = () => [{ title: 'Message · Assent' }];

export const loader = page(async ({ api, params, url, config, session }) => {
  const mayReveal = session.permissions.includes('pii:read');
  const reveal = mayReveal && url.searchParams.get('reveal') === 'true';
  const message = await api.messages.get({
    params: { id: String(params['id']) },
    query: { reveal: String(reveal) },
  });
  const events = happened(message).map((event, index) => ({
    id: String(index),
    type: event.type,
    at: event.occurred_at,
    // Ids are left out, because links beside show them.
    detail: Object.entries(event.detail ?? {})
      .filter(([name, value]) => value !== null && !name.endsWith('_id'))
      .map(([name, value]) => `${sentence(name)}: ${String(value)}`)
      .join('; '),
  }));
  const zone = message.events?.findLast(({ type }) => type === 'held')?.detail?.['zone'];
  const heldZone = typeof zone === 'string' ? zone : null;
  const { workflow_id: process, status } = message;
  return {
    message,
    standing: await standingOf({ api, session }, process, status === 'awaiting_consent'),
    events,
    mayReveal,
    reveal,
    heldZone,
    temporalUiUrl: config.temporalUiUrl,
  };
});

type Sent = {
  sent_at: string | null;
  events?: readonly { type: string; occurred_at: string; detail: Record<string, unknown> | null }[];
};

/** Returns what happened, newest first. Not every way of sending leaves an event of its own; each knows when it sent. */
function happened({ sent_at, events = [] }: Sent) {
  const sent =
    sent_at === null || events.some(({ type }) => type === 'sent')
      ? []
      : [{ type: 'sent', occurred_at: sent_at, detail: null }];
  return [...sent, ...events]
    .toSorted((a, b) => Date.parse(a.occurred_at) - Date.parse(b.occurred_at))
    .toReversed();
}

/** What was decided, beside the state that says what came of it. */
const DECIDED = {
  sending: 'It may be sent',
  awaiting_consent: 'Waits for consent',
  refused: 'It may not be sent',
};

/** Says what a text costs, and the source of the price. */
const priceWords = (
  price: { amount: string; currency: string; basis: string } | null,
): string | null =>
  price &&
  `${price.amount} ${price.currency} (${price.basis === 'provider' ? 'as billed' : 'as counted'})`;

export default function Message() {
  const loaded = useLoaderData<typeof loader>();
  const { message: m, standing, events, mayReveal, reveal, heldZone, temporalUiUrl } = loaded;
  return (
    <Page
      title={`Message to ${addressObject(m.to, m.address_absent)}`}
      back={{ to: '/messages', label: 'Messages' }}
      lead={standing ? <StandingLine standing={standing} /> : null}
      actions={
        <>
          <Button
            component={Link}
            to={`/messages/${m.id}/why`}
            leftSection={<ShieldQuestion size={15} aria-hidden />}
          >
            Why, and prove it
          </Button>
          {mayReveal ? <RevealButton reveal={reveal} what="address and text" /> : null}
          <WorkflowLink base={temporalUiUrl} id={m.workflow_id} />
        </>
      }
    >
      <Columns>
        <div>
          <Section title="The decision">
            <Facts>
              <Fact label="Outcome">{DECIDED[m.decision.outcome]}</Fact>
              <Fact label="Why">{reasonWords(m.decision.reason)}</Fact>
              <Fact label="Based on">
                {m.decision.consent_id ? (
                  <Anchor component={Link} to={`/consents/${m.decision.consent_id}`}>
                    The consent record
                  </Anchor>
                ) : null}
              </Fact>
              <Fact label="Consent event">{m.decision.consent_event_id}</Fact>
              <Fact label="Opened by">{m.opened_by ? VISITOR_WORDS[m.opened_by] : null}</Fact>
              <Fact label="Links followed by">
                {m.clicked_by ? VISITOR_WORDS[m.clicked_by] : null}
              </Fact>
            </Facts>
          </Section>
          <Section title="What happened" lead="Newest first">
            <Timeline
              entries={events.map((event) => ({
                id: event.id,
                at: event.at,
                title: statusWord(event.type),
                children: event.detail ? (
                  <Quiet>
                    <Timed text={event.detail} />
                  </Quiet>
                ) : null,
              }))}
            />
          </Section>
        </div>
        <div>
          <Section title="Now">
            <Facts>
              <Fact label="State">
                <Status value={m.decision.held ? 'held' : m.status} />
              </Fact>
              {m.decision.held ? (
                <>
                  <Fact label="Why it waits">{reasonWords(m.decision.held)}</Fact>
                  <Fact label="Until">
                    <Moment at={m.decision.held_until} />
                  </Fact>
                  {heldZone ? (
                    <Fact label="In their time zone">
                      <LocalMoment at={m.decision.held_until} zone={heldZone} />
                    </Fact>
                  ) : null}
                </>
              ) : null}
              <Fact label="Channel">
                <Channel value={m.channel} />
              </Fact>
              <Fact label="Purpose">{m.purpose ? <Purpose value={m.purpose} /> : null}</Fact>
              {m.sms ? (
                <>
                  <Fact label="Segments">
                    {m.sms.segments === null
                      ? null
                      : `${m.sms.segments} (${m.sms.encoding ?? 'unknown'})`}
                  </Fact>
                  <Fact label="Price">{priceWords(m.sms.price)}</Fact>
                </>
              ) : null}
              <Fact label="Attempts">{m.attempts}</Fact>
              <Fact label="Error">{m.error_code}</Fact>
              <Fact label="Sent">
                <Moment at={m.sent_at} />
              </Fact>
              {m.fallback ? (
                <Fact label="Other channel">
                  {m.fallback.id ? (
                    <Anchor component={Link} to={`/messages/${m.fallback.id}`}>
                      {statusWord(m.fallback.status)}
                    </Anchor>
                  ) : (
                    'Only if this one fails'
                  )}
                </Fact>
              ) : null}
              {m.fallback_for ? (
                <Fact label="Sent instead of">
                  <Anchor component={Link} to={`/messages/${m.fallback_for}`}>
                    The message that failed
                  </Anchor>
                </Fact>
              ) : null}
              <Fact label="Contact">
                {m.contact_id ? (
                  <Anchor component={Link} to={`/contacts/${m.contact_id}`}>
                    Open the contact
                  </Anchor>
                ) : null}
              </Fact>
              <Fact label="Campaign">
                {m.campaign_id ? (
                  <Anchor component={Link} to={`/campaigns/${m.campaign_id}`}>
                    Open the campaign
                  </Anchor>
                ) : null}
              </Fact>
              <Fact label="Template">
                {m.template_id ? (
                  <Anchor component={Link} to={`/templates/${m.template_id}`}>
                    Open the template
                  </Anchor>
                ) : null}
              </Fact>
            </Facts>
          </Section>
          {m.content ? (
            <Section title="What was sent">
              {m.content.html ? (
                <MailPreview subject={m.content.subject} html={m.content.html} />
              ) : (
                <PhonePreview text={m.content.text} />
              )}
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
