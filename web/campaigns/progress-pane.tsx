import { Quiet } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { ProgressBar } from '../ui/progress.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { Moment, useCount, useSome } from '../ui/values.tsx';

export type Progress = {
  status: string;
  audience: number;
  excluded: number;
  queued: number;
  sending: number;
  sent: number;
  delivered: number;
  failed: number;
  bounced: number;
  complained: number;
  uncertain: number;
  canceled: number;
  measured_rate: number;
  held_for: { quiet_hours: number; frequency_cap: number };
  next_at: string | null;
};

/** Shows the progress of a campaign; every number links to its people. */
export function ProgressPane({ id, progress }: { id: string; progress: Progress }) {
  const p = progress;
  const count = useCount();
  const inAll = p.audience - p.excluded;
  const good = p.sent + p.delivered;
  const bad = p.failed + p.bounced + p.complained;
  const left = p.queued + p.sending;
  const to = (status: string): string => `/campaigns/${id}/recipients?status=${status}`;
  return (
    <Section title="Progress" lead={<Pace progress={p} left={left} />}>
      <ProgressBar
        label="Sent of all"
        total={inAll}
        parts={[
          { tone: 'good', value: good },
          { tone: 'bad', value: bad + p.uncertain },
          { tone: 'busy', value: p.sending },
        ]}
      />
      <p aria-live="polite">
        <Quiet>
          {inAll
            ? `${count(good + bad + p.uncertain)} of ${count(inAll)} done`
            : 'Nobody could get it: everybody is left out'}
        </Quiet>
      </p>
      {p.next_at ? (
        <p>
          <Quiet>
            The next of those who wait: <Moment at={p.next_at} />
          </Quiet>
        </p>
      ) : null}
      <Tiles>
        {left ? <Tile label="Waiting" value={p.queued} to={to('queued')} /> : null}
        {p.held_for.quiet_hours ? (
          <Tile
            label="In quiet hours"
            value={p.held_for.quiet_hours}
            to={`/campaigns/${id}/recipients?held=quiet_hours`}
            note="Part of “Waiting”"
          />
        ) : null}
        {p.held_for.frequency_cap ? (
          <Tile
            label="Frequency cap reached"
            value={p.held_for.frequency_cap}
            to={`/campaigns/${id}/recipients?held=frequency_cap`}
            note="Part of “Waiting”"
          />
        ) : null}
        <Tile label="Sent" value={p.sent} to={to('sent')} />
        <Tile label="Delivered" value={p.delivered} to={to('delivered')} />
        <Tile label="Failed" value={p.failed} to={to('failed')} />
        {p.bounced ? <Tile label="Bounced" value={p.bounced} to={to('bounced')} /> : null}
        <Tile label="Left out" value={p.excluded} to={to('excluded')} />
        {p.uncertain ? (
          <Tile
            label="Uncertain"
            value={p.uncertain}
            to={to('uncertain')}
            note="Never sent twice"
          />
        ) : null}
        {p.complained ? <Tile label="Spam" value={p.complained} to={to('complained')} /> : null}
        {p.canceled ? <Tile label="Canceled" value={p.canceled} to={to('canceled')} /> : null}
      </Tiles>
    </Section>
  );
}

function Pace({ progress, left }: { progress: Progress; left: number }) {
  const count = useCount();
  const some = useSome();
  const { status, measured_rate: rate } = progress;
  if (status !== 'sending' || rate <= 0) return null;
  const seconds = Math.ceil(left / rate);
  const time = seconds < 90 ? some(seconds, 'second') : some(Math.ceil(seconds / 60), 'minute');
  return (
    <>
      {count(Math.round(rate))} a second, about {time} left
    </>
  );
}
