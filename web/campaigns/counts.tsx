import { reasonWords } from '../messages/reasons.ts';
import { Fact, Facts, Quiet } from '../ui/facts.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { Count } from '../ui/values.tsx';

export type QuietHours = { looked_at: number; waiting: number; until: string | null };
/** Who has no room under a frequency cap. */
export type CapsNow = QuietHours & { over: 'hold' | 'refuse' };
export type Audience = {
  total: number;
  included: number;
  excluded: number;
  reasons: { reason: string; count: number }[];
  sample: { id: string; name: string | null; address: string | null }[];
  quiet_hours: QuietHours | null;
  quiet_hours_later: (QuietHours & { at: string }) | null;
  frequency_caps: CapsNow | null;
};

/** Shows how many people would get the campaign now, how many not, and why. */
export function AudienceCounts({ audience }: { audience: Audience }) {
  const { included, excluded, reasons, sample } = audience;
  return (
    <div aria-live="polite">
      <Tiles>
        <Tile label="Would get it" value={included} />
        <Tile label="Left out" value={excluded} />
      </Tiles>
      {reasons.length ? (
        <>
          <h3>Why people are left out</h3>
          <Facts>
            {reasons.map(({ reason, count }) => (
              <Fact key={reason} label={reasonWords(reason)}>
                <Count value={count} />
              </Fact>
            ))}
          </Facts>
        </>
      ) : null}
      {sample.length ? (
        <p>
          <Quiet>
            Would get it, for example:{' '}
            {[...new Set(sample.map(({ name, address }) => name ?? address))].join(', ')}
          </Quiet>
        </p>
      ) : null}
    </div>
  );
}
