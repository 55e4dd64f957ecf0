import { Alert, Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';
import { own } from '../../lib/own.ts';
import { reasonWords } from '../messages/reasons.ts';
import { addressObject } from '../ui/address.ts';
import { Purpose } from '../ui/purpose.tsx';
import { Fact, Facts, Mono, Quiet, Timeline, type TimelineEntry } from '../ui/facts.tsx';
import { Columns, Section } from '../ui/page.tsx';
import { sentence, Status, statusWord } from '../ui/status.tsx';
import { Channel, LocalMoment, Moment, Timed } from '../ui/values.tsx';
import { OtherRows } from './other-rows.tsx';
import { Agreement } from './agreement.tsx';
import { Proof, Proofs } from './proofs.tsx';
import type { Why } from './type.ts';

/** Shows the whole chain behind a message, from the person to the provider's report, each step with its proof. */
export function ProofSheet({ why }: { why: Why }) {
  return (
    <>
      <Alert
        color={why.difference ? 'red' : 'assent'}
        variant="light"
        mb="md"
        title={why.difference ? 'Made again, this decision comes out differently' : 'In short'}
      >
        <Timed text={why.answer} />
      </Alert>
      <OtherRows ids={why.other_message_ids} />
      <Columns>
        <div>
          <Section title="How this came about" lead="From the person to the provider, in order">
            <Timeline entries={stepsOf(why)} />
          </Section>
        </div>
        <div>
          <Section title="The decision">
            <Facts>
              <Fact label="Outcome">{OUTCOMES[why.outcome]}</Fact>
              <Fact label="Why">{reasonWords(why.reason)}</Fact>
              <Fact label="Decided by">{RULES[why.rule] ?? sentence(why.rule)}</Fact>
              <Fact label="Channel">
                <Channel value={why.channel} />
              </Fact>
              <Fact label="Purpose">{why.purpose ? <Purpose value={why.purpose} /> : null}</Fact>
              {why.consent ? (
                <>
                  <Fact label="Consent, known then">
                    <Status value={why.consent.known_then.state} />
                  </Fact>
                  <Fact label="State then, as known now">
                    <Status value={why.consent.known_now.state} />
                  </Fact>
                </>
              ) : null}
              <Fact label="Blocked then">
                {why.suppression.at_decision ? sentence(why.suppression.at_decision) : 'No'}
              </Fact>
              <Fact label="Blocked now">
                {why.suppression.now ? sentence(why.suppression.now) : 'No'}
              </Fact>
            </Facts>
          </Section>
          <Proofs why={why} />
        </div>
      </Columns>
    </>
  );
}

const OUTCOMES: Record<Why['outcome'], string> = {
  sent: 'Sent',
  not_sent: 'Not sent',
  waiting: 'Waits',
  in_doubt: 'Uncertain',
};

const RULES: Record<string, string> = {
  consent: 'The person’s consent',
  suppression: 'A blocked address',
  quiet_hours: 'Quiet hours',
  frequency_cap: 'The frequency cap',
  audience: 'The campaign’s audience',
  campaign: 'The campaign',
  words: 'A value the text needs',
  provider: 'The provider',
  answer_to_the_person: 'The person’s own act, which it answers',
};

const lower = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

function stepsOf(why: Why): TimelineEntry[] {
  const { request, basis, verification, decided_at: decidedAt } = why;
  const of = (id: string) => why.proofs.find(({ event_id }) => event_id === id);
  const decision = why.proofs.findLast(({ about }) => about !== 'consent');
  return [
    ...(request
      ? [
          {
            id: request.id,
            at: request.captured_at,
            title: <strong>Asked for it, and was sent a code or link</strong>,
            children: <Agreement event={request} />,
          },
        ]
      : []),
    ...(basis
      ? [
          {
            id: basis.id,
            at: basis.captured_at,
            title: (
              <>
                <strong>{own(ACTS, basis.action) ?? sentence(basis.action)}</strong>{' '}
                <Proof proof={of(basis.id)} />
              </>
            ),
            children: (
              <>
                <Agreement event={basis} form={why.form} />
                {why.consent_id ? (
                  <Anchor component={Link} to={`/consents/${why.consent_id}`}>
                    The consent record
                  </Anchor>
                ) : null}
              </>
            ),
          },
        ]
      : []),
    ...(verification
      ? [
          {
            id: verification.id,
            at: verification.finished_at ?? verification.asked_at,
            title: (
              <>
                <strong>Proved the address</strong> <Status value={verification.status} />
              </>
            ),
            children: (
              <>
                <Quiet>
                  Code or link by {verification.channel === 'sms' ? 'text' : 'mail'} to{' '}
                  {addressObject(verification.to, verification.address_absent)}, asked for{' '}
                  <Moment at={verification.asked_at} />.{' '}
                </Quiet>
                <Anchor component={Link} to={`/verifications/${verification.id}`}>
                  The verification
                </Anchor>
              </>
            ),
          },
        ]
      : []),
    ...why.holds.map((hold, index) => ({
      id: `hold-${index}`,
      at: hold.at,
      title: <strong>{reasonWords(hold.rule)}</strong>,
      children: (
        <Quiet>
          Until{' '}
          {hold.zone ? (
            <LocalMoment at={hold.until} zone={hold.zone} />
          ) : (
            <Moment at={hold.until} />
          )}
        </Quiet>
      ),
    })),
    {
      id: 'decided',
      at: decidedAt,
      title: (
        <>
          <strong>Decided: {reasonWords(why.reason)}</strong> <Proof proof={decision} />
        </>
      ),
      children: (
        <Quiet>
          {why.campaign ? `Campaign “${why.campaign.name}”. ` : ''}
          Decided by {lower(RULES[why.rule] ?? why.rule)}. Checked just before sending.
        </Quiet>
      ),
    },
    ...why.delivery.map((event, index) => ({
      id: `event-${index}`,
      at: event.occurred_at,
      title: <strong>{deliveryWord(event.type)}</strong>,
      children: <Detail detail={event.detail} />,
    })),
    ...why.later.map((event) => ({
      id: event.id,
      at: event.captured_at,
      title: (
        <>
          <strong>{own(ACTS, event.action) ?? sentence(event.action)}</strong>{' '}
          <Status value={event.state_after} /> <Proof proof={of(event.id)} />
        </>
      ),
      children: <Agreement event={event} />,
    })),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

const ACTS: Record<string, string> = {
  request: 'Asked to confirm',
  grant: 'Agreed',
  withdraw: 'Withdrew',
  import: 'Imported',
  lapse: 'Did not confirm in time',
  expire: 'Expired',
};

const deliveryWord = (type: string): string =>
  type.startsWith('report_')
    ? `Provider’s report: ${statusWord(type.slice('report_'.length))}`
    : statusWord(type);

function Detail({ detail }: { detail: Record<string, unknown> | null }) {
  const facts = Object.entries(detail ?? {}).filter(
    ([name, value]) => value !== null && !name.endsWith('_id'),
  );
  if (!facts.length) return null;
  return (
    <Quiet>
      <Timed
        text={facts.map(([name, value]) => `${sentence(name)}: `.concat(String(value))).join('; ')}
      />
    </Quiet>
  );
}

export function Whom({ why }: { why: Why }) {
  return why.contact_id ? (
    <>
      <Anchor component={Link} to={`/contacts/${why.contact_id}`}>
        {why.to ?? 'The contact'}
      </Anchor>
      {why.earlier_address ? ', an address they had before' : ''}
    </>
  ) : (
    <Mono>{why.to ?? 'Nobody we know'}</Mono>
  );
}
