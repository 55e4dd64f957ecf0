import type { CampaignResult } from '#domain/campaigns/record.ts';
import type { SenderTrouble } from '#domain/campaigns/refused.ts';
import { codeOf, isSenderRefused, type HandOver } from '#domain/messaging/rules.ts';

/** Number of latest hand-overs that are considered. */
const WINDOW = 100;
/** A campaign stops at so many refusals of the sender, if they are at least half of the window. */
const MANY = 20;
/** The limit while nobody at all was reached. */
const FROM_THE_START = 5;

/**
 * Detects that a provider refuses our sender or message again and again: otherwise one mistake of ours would use up
 * the whole audience.
 * @returns a function that takes each batch and returns the trouble, or null
 */
export function createRefusals(): (batch: readonly CampaignResult[]) => SenderTrouble | null {
  let last: HandOver[] = [];
  let reached = false;
  return (batch) => {
    const handed = batch.map((result) => result.handed);
    // The whole campaign has this sender, so trying other recipients is useless.
    if (handed.length && handed.every(isSenderItself)) return trouble(handed, handed);
    reached ||= handed.some(({ status }) => status === 'accepted');
    last = [...last, ...handed].slice(-WINDOW);
    const refused = last.filter(isSenderRefused);
    const many = refused.length >= (reached ? MANY : FROM_THE_START);
    return many && refused.length * 2 >= last.length ? trouble(refused, last) : null;
  };
}

const trouble = (refused: readonly HandOver[], of: readonly HandOver[]): SenderTrouble => ({
  refused: refused.length,
  of: of.length,
  code: refused.map(codeOf).at(-1) ?? '',
});

/** Whether our address or number itself was refused, before any recipient was named. */
const isSenderItself = (handed: HandOver): boolean =>
  handed.status === 'deferred' && handed.code === 'ESENDER';
