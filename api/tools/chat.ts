import { own } from '#lib/own.ts';
import type { NamedOperation } from '../http.ts';
import type { Operation } from '../operation.ts';
import { assistant } from '../routes/assistant.ts';
import { campaigns } from '../routes/campaigns.ts';
import { consentEvents } from '../routes/consent-events.ts';
import { consents } from '../routes/consents.ts';
import { contacts } from '../routes/contacts.ts';
import { forms } from '../routes/forms.ts';
import { imports } from '../routes/imports.ts';
import { messages } from '../routes/messages.ts';
import { overview } from '../routes/overview.ts';
import { privacyRequests } from '../routes/privacy.ts';
import { purposes } from '../routes/purposes.ts';
import { reviews } from '../routes/reviews.ts';
import { segments } from '../routes/segments.ts';
import { suppressions } from '../routes/suppressions.ts';
import { templates } from '../routes/templates.ts';
import { verifications } from '../routes/verifications.ts';
import { whys } from '../routes/why.ts';

/**
 * One of the tools of the chat. Each question pays for all of them, so there are only those that answer what people ask,
 * with few words (a test counts them).
 */
export type ChatEntry = NamedOperation & {
  /** What it shows, for people who wait: `Campaigns`. */
  title: string;
  /** What it is for, in the words in which people ask. */
  words: string;
  /** Arguments beside the path and the paging. */
  takes: readonly string[];
  /** Where a person sees the same: the page, and which arguments it takes from the address. */
  page: string;
  shows: readonly string[];
};

const LIST = ['limit', 'cursor'];

/** Declares one: its id, its operation, its title, its words, its page, and its arguments. */
const tool = (
  id: string,
  op: Operation,
  title: string,
  words: string,
  page: string,
  takes: readonly string[] = [],
  shows: readonly string[] = [],
): ChatEntry => ({ id, op, title, words, page, takes, shows });

/** Every tool of the chat, a line each. */
export const CHAT: readonly ChatEntry[] = [
  tool('campaigns.list', campaigns.list, 'Campaigns', 'Campaigns, the latest first', '/campaigns', ['status', ...LIST], ['status']),
  tool('campaigns.get', campaigns.get, 'A campaign', 'One campaign with its settings', '/campaigns/{id}'),
  tool('campaigns.progress', campaigns.progress, 'Progress of a campaign', 'Numbers of a campaign: its audience, sent, delivered, excluded, failed', '/campaigns/{id}'),
  tool('campaigns.analytics', campaigns.analytics, 'Results of a campaign', 'Opens, clicks and unsubscribes of a campaign', '/campaigns/{id}'),
  tool('campaigns.audience', campaigns.audience, 'Audience of a campaign', 'Before it is sent: how many a campaign would reach now, how many not, and why', '/campaigns/{id}/audience'),
  tool('campaigns.recipients', campaigns.recipients, 'Recipients of a campaign', 'Who got a campaign, and who was left out (status excluded) and why (reason)', '/campaigns/{id}/recipients', ['status', 'reason', ...LIST], ['status']),
  tool('whys.message', whys.message, 'Why a message was sent', 'Why somebody did or did not get a message, text or mail', '/messages/{id}/why'),
  tool('whys.campaign', whys.campaign, 'Why somebody got a campaign', 'Why a contact did or did not get a campaign', '/campaigns/{id}/why', ['contact_id'], ['contact_id']),
  tool('contacts.list', contacts.list, 'Contacts', 'Contacts; find a person by name or address: q', '/contacts', ['q', 'tag', 'segment_id', ...LIST]),
  tool('contacts.get', contacts.get, 'A contact', 'One contact', '/contacts/{id}'),
  tool('contacts.timeline', contacts.timeline, 'History of a contact', 'Everything that happened with a contact', '/contacts/{id}', LIST),
  tool('consents.list', consents.list, 'Consents', 'Consents: of a contact, in a state, with their end in a period', '/consents', ['contact_id', 'channel', 'purpose', 'state', 'ends_from', 'ends_before', ...LIST], ['contact_id', 'channel', 'purpose', 'state', 'ends_from', 'ends_before']),
  tool('consents.history', consents.history, 'History of a consent', 'How a consent came about and what became of it', '/consents/{id}'),
  tool('consentEvents.list', consentEvents.list, 'What happened to consents', 'Events: consents given, withdrawn or expired, with their source', '/consents/events', ['action', 'source', 'channel', 'purpose', 'from', 'to', ...LIST], ['action', 'source', 'channel', 'purpose', 'from', 'to']),
  tool('messages.list', messages.list, 'Messages', 'Messages (texts and mails), the latest first', '/messages', ['status', 'channel', 'contact_id', 'campaign_id', 'from', 'to', ...LIST], ['status', 'channel', 'contact_id', 'campaign_id', 'from', 'to']),
  tool('messages.get', messages.get, 'A message', 'One message: what decided about it, and its delivery', '/messages/{id}'),
  tool('overview.get', overview.get, 'The overview', 'How many contacts, consents, messages and campaigns there are', '/'),
  tool('overview.consents', overview.consents, 'Consents in numbers', 'Consents by state and day, opt-ins, withdrawals by source', '/', ['days']),
  tool('overview.consentEnds', overview.consentEnds, 'Consents that end', 'How many consents end or expire in which month', '/consents?state=granted'),
  tool('overview.messages', overview.messages, 'Messages in numbers', 'How many messages by status and day', '/', ['days']),
  tool('verifications.list', verifications.list, 'Verifications', 'Verifications of addresses by code or link', '/verifications', ['status', 'channel', 'contact_id', 'from', 'to', ...LIST], ['status', 'channel', 'from', 'to']),
  tool('verifications.insights', verifications.insights, 'Verifications in numbers', 'Conversion and cost of verifications by country', '/verifications/insights', ['from', 'to'], ['from', 'to']),
  tool('segments.list', segments.list, 'Segments', 'Segments of contacts and their rules', '/segments', LIST),
  tool('templates.list', templates.list, 'Templates', 'Templates of texts and mails', '/templates', ['channel', 'category', ...LIST], ['channel', 'category']),
  tool('templates.get', templates.get, 'A template', 'One template with its text', '/templates/{id}'),
  tool('purposes.list', purposes.list, 'Purposes', 'What people can consent to', '/purposes'),
  tool('forms.list', forms.list, 'Sign-up forms', 'Sign-up forms: how many used them and confirmed', '/forms', LIST),
  tool('suppressions.list', suppressions.list, 'Blocked addresses', 'Blocked (suppressed) addresses and the reason', '/suppressions', ['channel', 'reason', 'state', 'from', 'to', ...LIST], ['channel', 'reason', 'state', 'from', 'to']),
  tool('reviews.list', reviews.list, 'Messages to be read', 'Received messages that wait to be read by a person', '/reviews', ['status', ...LIST], ['status']),
  tool('imports.list', imports.list, 'Imports', 'Imports of contacts and how they went', '/contacts/imports', LIST),
  tool('privacyRequests.list', privacyRequests.list, 'Privacy requests', 'Requests of people about their data, with deadlines', '/privacy', ['status', 'kind', ...LIST], ['status', 'kind']),
  tool('assistant.quota', assistant.quota, 'Limits of the assistant', 'What the assistant may use in a month and has used', '/assistant/usage'),
]; // prettier-ignore

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Words of lists, ids and times: nothing that a person has written. */
const SHOWN = /^(?:[a-z_]{1,40}|[\d:.TZ+-]{4,35})$/;

/**
 * Returns the page on which a person sees what a tool was asked for. Only ids, words of lists and times stand in it, so
 * that it may be kept.
 */
export function pageOf(
  { page, shows }: Pick<ChatEntry, 'page' | 'shows'>,
  args: Readonly<Record<string, unknown>>,
): string {
  const text = (name: string): string => String(own(args, name) ?? '');
  const path = page.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(text(name)));
  const kept = shows.filter((name) => ID.test(text(name)) || SHOWN.test(text(name)));
  const query = new URLSearchParams(kept.map((name) => [name, text(name)])).toString();
  return query ? `${path}?${query}` : path;
}
