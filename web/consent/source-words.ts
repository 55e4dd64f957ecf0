import { own } from '../../lib/own.ts';
import { sentence } from '../core/words.ts';

/** Sources whose stored name is no plain word. */
const SOURCES: Record<string, string> = {
  api: 'API',
  admin: 'Team',
  system: 'By itself',
  preference_centre: 'Preference center',
  keyword: 'Text message',
  one_click: 'Unsubscribe button of a mail program',
};

/** Names the source of a consent. */
export const sourceWord = (source: string): string => own(SOURCES, source) ?? sentence(source);

/** Names the source of an event. If only the person could know it and an API caller stated it, the text says so. */
export const sourceWords = ({
  source,
  source_stated,
}: {
  source: string;
  source_stated: boolean;
}): string =>
  source_stated ? `${sourceWord(source)} (as stated by the caller)` : sourceWord(source);
