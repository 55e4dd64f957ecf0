import { own } from '../../lib/own.ts';
import { BigNumber } from '../charts/big-number.tsx';
import { bins, namesIn, type DayCounts } from '../charts/bins.ts';
import { ColumnsChart } from '../charts/columns.tsx';
import { Count } from '../ui/values.tsx';
import { ChartSection } from './chart-section.tsx';
import { usePercent } from './percent.ts';
import type { Part } from './part.ts';

type Numbers = {
  from: string;
  to: string;
  by_status: Record<string, number>;
  days: DayCounts[];
};
export type VerificationNumbers = Numbers & { started: number; conversion: number | null };
export type MessageNumbers = Numbers & { total: number };

const OUTCOMES = ['approved', 'pending', 'expired', 'canceled', 'max_attempts_reached', 'blocked', 'undeliverable']; // prettier-ignore

/** Shows how many codes that were sent are entered. */
export function Verifications({ part }: { part: Part<VerificationNumbers> | null }) {
  const percent = usePercent();
  return (
    <ChartSection
      title="Verification"
      lead="Codes and links by the day they were requested, and their outcome"
      part={part}
      isEmpty={({ started }) => !started}
      empty="No code was asked for in these days."
    >
      {({ conversion, started, ...numbers }) => (
        <>
          <BigNumber value={conversion === null ? '–' : percent(conversion)}>
            of those that have ended were approved; <Count value={started} /> started
          </BigNumber>
          <Flow
            label="Verifications by outcome"
            path="/verifications"
            order={OUTCOMES}
            {...numbers}
          />
        </>
      )}
    </ChartSection>
  );
}

const STATUSES = ['delivered', 'sent', 'queued', 'sending', 'awaiting_consent', 'uncertain', 'failed', 'bounced', 'complained', 'refused', 'excluded', 'canceled']; // prettier-ignore

/** Shows messages by outcome. */
export function Messages({ part }: { part: Part<MessageNumbers> | null }) {
  return (
    <ChartSection
      title="Messages by status"
      lead="Messages by the day they were created, campaigns included, and their state now"
      part={part}
      isEmpty={({ total }) => !total}
      empty="No messages in these days. Send a campaign, or one message through the API."
    >
      {({ total, ...numbers }) => (
        <>
          <BigNumber value={<Count value={total} />}>messages</BigNumber>
          <Flow label="Messages by status" path="/messages" order={STATUSES} {...numbers} />
        </>
      )}
    </ChartSection>
  );
}

function Flow({
  label,
  path,
  order,
  days,
  by_status,
  from,
  to,
}: Numbers & { label: string; path: string; order: readonly string[] }) {
  const columns = bins(days, 'flow');
  const rows = (status: string, span: { from: string; to: string }) =>
    `${path}?status=${status}&from=${span.from}&to=${span.to}`;
  return (
    <ColumnsChart
      label={`${label}, by day`}
      bins={columns}
      names={namesIn(columns, order)}
      to={rows}
      legend={{
        count: (status) => own(by_status, status) ?? 0,
        to: (status) => rows(status, { from, to }),
      }}
    />
  );
}
