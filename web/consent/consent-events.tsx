import { Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';
import { RECEIPT_ACTIONS } from '../../domain/receipts/words.contract.ts';
import { own } from '../../lib/own.ts';
import { Fact, Facts, Quiet, Quote, Timeline } from '../ui/facts.tsx';
import { sentence, Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';
import { lawWords } from './law-words.ts';
import { sourceWords } from './source-words.ts';

export type ConsentEvent = {
  id: string;
  action: string;
  state_after: string;
  source: string;
  source_stated: boolean;
  actor: { type: string };
  captured_at: string;
  wording: string | null;
  language: string | null;
  form_url: string | null;
  verification_id: string | null;
  evidence: { ip: string | null; user_agent: string | null; other?: Record<string, unknown> };
  recorded_at: string;
  purpose_version: number | null;
  wording_sha256: string | null;
  notice: { version: number; sha256: string } | null;
  jurisdiction: string | null;
};

const ACTIONS: Record<string, string> = {
  request: 'Asked to confirm',
  grant: 'Said yes, proven',
  withdraw: 'Withdrew',
  import: 'Imported',
  lapse: 'Did not confirm in time',
  expire: 'Expired',
};
const ACTORS: Record<string, string> = {
  user: 'someone on the team',
  api_key: 'an API client',
  person: 'the person',
  system: 'Assent',
  provider: 'the provider',
};

const HAS_RECEIPT: ReadonlySet<string> = new Set(RECEIPT_ACTIONS);

/** Shows the history of a consent with its evidence. */
export function ConsentEvents({ events }: { events: readonly ConsentEvent[] }) {
  return (
    <Timeline
      entries={events.map((event) => ({
        id: event.id,
        at: event.captured_at,
        title: (
          <>
            <strong>{own(ACTIONS, event.action) ?? sentence(event.action)}</strong>
            {' · '}
            <Status value={event.state_after} />
            {HAS_RECEIPT.has(event.action) ? (
              <>
                {' · '}
                <Anchor component={Link} to={`/receipts/${event.id}`}>
                  receipt
                </Anchor>
              </>
            ) : null}
          </>
        ),
        children: <Evidence event={event} />,
      }))}
    />
  );
}

/** Whether an event was recorded more than a minute after the act; only then the page shows both times. */
const recordedLater = ({ captured_at: acted, recorded_at: learned }: ConsentEvent): boolean =>
  Math.abs(Date.parse(learned) - Date.parse(acted)) > 60_000;

/** Lists the versions of the texts that the person saw (purpose, wording, notice). */
const toldOf = (event: ConsentEvent): string[] =>
  [
    event.purpose_version ? `Purpose version ${event.purpose_version}` : '',
    event.wording_sha256 ? `wording ${event.wording_sha256.slice(0, 12)}…` : '',
    event.notice ? `privacy notice version ${event.notice.version}` : '',
    lawWords(event.jurisdiction),
  ].filter(Boolean);

function OtherEvidence({ other }: { other: Record<string, unknown> }) {
  return (
    <Facts>
      {Object.entries(other).map(([name, value]) => (
        <Fact key={name} label={sentence(name)}>
          {typeof value === 'string' ? value : JSON.stringify(value)}
        </Fact>
      ))}
    </Facts>
  );
}

/** Names who did it. An import records what the file of a member says. */
const actedBy = ({ actor, source }: ConsentEvent): string =>
  actor.type === 'system' && source === 'import'
    ? 'whoever imported the file'
    : (own(ACTORS, actor.type) ?? actor.type);

/** Makes words part of a sentence; abbreviations stay as they are. */
const within = (words: string): string =>
  /^[A-Z]{2}/.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1);

function Evidence({ event }: { event: ConsentEvent }) {
  const { wording, evidence, form_url, verification_id, source, source_stated } = event;
  const facts = [
    `By ${actedBy(event)}: ${within(sourceWords({ source, source_stated }))}`,
    evidence.ip ? `from ${evidence.ip}` : '',
    evidence.user_agent ?? '',
    form_url ?? '',
  ].filter(Boolean);
  const told = toldOf(event);
  return (
    <>
      <div>
        <Quiet>{facts.join(' · ')}</Quiet>
        {verification_id ? (
          <>
            {' · '}
            <Anchor component={Link} to={`/verifications/${verification_id}`}>
              the code
            </Anchor>
          </>
        ) : null}
      </div>
      {wording ? <Quote>{wording}</Quote> : null}
      {told.length ? (
        <div>
          <Quiet>{told.join(' · ')}</Quiet>
        </div>
      ) : null}
      {evidence.other ? <OtherEvidence other={evidence.other} /> : null}
      {recordedLater(event) ? (
        <div>
          <Quiet>
            Recorded <Moment at={event.recorded_at} />
          </Quiet>
        </div>
      ) : null}
    </>
  );
}
