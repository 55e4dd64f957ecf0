import { judgeEach, type Visit } from './judge.ts';
import { handedOver } from './record-events.ts';
import { VISITORS, type Visitor } from './visitors.contract.ts';

type Event = { type: string; occurred_at: Date; detail: Record<string, unknown> | null };

/** Returns the events of a message, each opening and click with the current verdict on who made it. */
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

/** Returns null for events that are not visits, and for those that an erasure has emptied. */
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
