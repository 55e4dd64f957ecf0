import type { CampaignResult } from '#domain/campaigns/record.ts';
import type { SenderTrouble } from '#domain/campaigns/refused.ts';
import { codeOf, isSenderRefused, type HandOver } from '#domain/messaging/rules.ts';

/** Hand-overs that are looked back on. */
const WINDOW = 100;
/** At so many refusals of the sender, half of the window or more, a campaign stops. */
const MANY = 20;
/** And at so many when nobody at all was reached. */
const FROM_THE_START = 5;

/**
 * Notices that a provider refuses our sender or message again and again: one mistake of ours would otherwise use up
 * the whole audience.
 * @returns a function to call with each batch, which returns the trouble found, or null
 */
export function createRefusals(): (batch: readonly CampaignResult[]) => SenderTrouble | null {
  let last: HandOver[] = [];
  let reached = false;
  return (batch) => {
    const handed = batch.map((result) => result.handed);
    // All of the campaign has this sender: there is no use in trying it on the others.
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

/** Our address or number itself was turned away, before any recipient was named. */
const isSenderItself = (handed: HandOver): boolean =>
  handed.status === 'deferred' && handed.code === 'ESENDER';
