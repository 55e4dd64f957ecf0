import { judgeEach, type Visit } from './judge.ts';
import { handedOver } from './record-events.ts';
import { VISITORS, type Visitor } from './visitors.contract.ts';

type Event = { type: string; occurred_at: Date; detail: Record<string, unknown> | null };

/** What happened to a message, each opening and click with who it was by all that is known by now. */
export function judgedEvents<T extends Event>(
  events: readonly T[],
  message: { status: string; sent_at: Date | null },
): T[] {
  const visits = events.flatMap((event) => visitOf(event) ?? []);
  const each = judgeEach(visits, handedOver(message));
  let next = 0;
  return events.map((event) =>
    visitOf(event) ? { ...event, detail: { ...event.detail, by: each[next++] } } : event,
  );
}

/** Null for what is no visit, and once an erasure has emptied it. */
function visitOf({ type, occurred_at, detail }: Event): Visit | null {
  if ((type !== 'opened' && type !== 'clicked') || detail === null) return null;
  const link = detail['link'];
  return {
    type,
    at: occurred_at.getTime(),
    by: visitorIn(detail['by']),
    link: typeof link === 'string' ? link : null,
  };
}

const visitorIn = (by: unknown): Visitor => VISITORS.find((one) => one === by) ?? 'unknown';
