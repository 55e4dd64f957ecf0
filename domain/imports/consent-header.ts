import {
  CONSENTS,
  CONTACTS,
  DETAIL,
  LISTS,
  MESSAGES,
  OTHER,
  OTHER_STATUS,
  REFUSES,
  REFUSES_HERE,
  STATES,
  TOPICS,
  WANTS,
} from './consent-words.ts';
import type { ConsentHeader } from './consent-header.contract.ts';
import { namesMail, namesTexts } from './channel-words.ts';
import { saidBy } from './header-words.ts';
import { productColumn } from './product-columns.ts';
import { finder, plain } from './word-finder.ts';

const HAS = {
  refuses: finder(REFUSES),
  refusesHere: finder(REFUSES, REFUSES_HERE),
  consents: finder(CONSENTS),
  messages: finder(MESSAGES),
  states: finder(STATES),
  lists: finder(LISTS),
  wants: finder(WANTS),
  topics: finder(TOPICS, CONTACTS),
  other: finder(OTHER, OTHER_STATUS),
  otherStatus: finder(OTHER_STATUS),
  detail: finder(DETAIL),
};

/** Headers of links, which say nothing: `Unsubscribe link`. */
const LINKS = /(?:^| )(?:links?|urls?|tokens?|hash|keys?)(?: |$)/u;
/** Words beside a refusal that leave it one: `Email bounced`, `Is blocked`, `Clean time`. */
const BESIDE =
  /^(?:is|was|has|been|e|the|contact|customer|member|user|subscriber|account|reason|count|flag|hard|soft|ist|wurde|grund|kunde|kontakt|est|motif)$/u;

/** Whether a header says only that its rows refuse. */
function saysOnly(text: string): boolean {
  if (!HAS.refusesHere(text)) return false;
  return text
    .split(' ')
    .every(
      (word) =>
        HAS.refusesHere(word) ||
        HAS.detail(word) ||
        BESIDE.test(word) ||
        namesMail(word) ||
        namesTexts(word),
    );
}

/** Returns whether a header asks something. */
export const asks = (header: string): boolean => /[?？؟;]\s*$|՞/u.test(header.trim());

/** Returns what a header says about consent; null when nothing. */
export function consentHeader(header: string): ConsentHeader | null {
  const known = productColumn(header);
  if (known !== undefined) return known;
  const text = plain(header);
  if (LINKS.test(text)) return null;
  if (HAS.refuses(text)) return 'refuses';
  const wants = HAS.wants(text) && HAS.topics(text);
  if (HAS.consents(text) || wants) return HAS.detail(text) && !asks(header) && !wants ? 'mentions' : 'consents'; // prettier-ignore
  if (HAS.otherStatus(text)) return null;
  if (saysOnly(text)) return 'refuses';
  if (HAS.other(text)) return null;
  if (HAS.messages(text)) return HAS.detail(text) ? 'mentions' : 'messages';
  if (HAS.lists(text)) return 'mentions';
  return HAS.states(text) ? 'state' : null;
}

/**
 * Returns whether a header that says nothing about consent is known to be about something else (`City`, `Has car`). The
 * values of any other may still be the answers to a question about consent.
 */
export function isAboutOther(header: string): boolean {
  if (productColumn(header) === null) return true;
  const text = plain(header);
  if (HAS.topics(text)) return false;
  return HAS.other(text) || saidBy(header)?.whole === true;
}
