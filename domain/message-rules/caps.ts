import type { FrequencyCap } from './contract.ts';

/** A cap with its purpose's id; null: every marketing purpose together. */
export type Cap = Omit<FrequencyCap, 'purpose'> & { purposeId: string | null };

/** One message that an address got or is about to get. */
export type Use = { m: string; p: string; at: string };

const HOUR = 3_600_000;

/**
 * Returns when one more message fits under the caps; null: now. A message that is already counted stays so. The
 * window slides: messages older than its hours no longer count.
 */
export function roomAt(
  caps: readonly Cap[],
  uses: readonly Use[],
  wanted: { id: string; purposeId: string; channel: 'sms' | 'email' },
  now: Date,
): Date | null {
  if (uses.some((use) => use.m === wanted.id)) return null;
  const frees = caps
    .filter((cap) => covers(cap, wanted))
    .map((cap) => {
      const since = now.getTime() - cap.hours * HOUR;
      const counted = uses
        .filter((use) => cap.purposeId === null || use.p === cap.purposeId)
        .map((use) => Date.parse(use.at))
        .filter((at) => at > since)
        .toSorted((a, b) => a - b);
      const first = counted[counted.length - cap.most];
      return first === undefined ? 0 : first + cap.hours * HOUR;
    });
  const latest = Math.max(0, ...frees);
  return latest > now.getTime() ? new Date(latest) : null;
}

/** Whether a cap applies to a message. */
export const covers = (
  cap: Cap,
  message: { purposeId: string; channel: 'sms' | 'email' },
): boolean =>
  cap.channel === message.channel &&
  (cap.purposeId === null || cap.purposeId === message.purposeId);

/** Returns the messages that still count for any cap. */
export function recent(caps: readonly Cap[], uses: readonly Use[], now: Date): Use[] {
  const since = now.getTime() - Math.max(0, ...caps.map((cap) => cap.hours)) * HOUR;
  return uses.filter((use) => Date.parse(use.at) > since);
}
