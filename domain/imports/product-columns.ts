import type { ConsentHeader } from './consent-header.contract.ts';
import { plain } from './word-finder.ts';

/**
 * Columns of the exports of well-known products whose names alone would mislead, with the product's own description.
 * null: about something else.
 */
const COLUMNS: readonly {
  product: string;
  source: string;
  columns: Readonly<Record<string, ConsentHeader | null>>;
}[] = [
  {
    product: 'Substack',
    source: 'https://support.substack.com/hc/en-us/articles/360058529871',
    // Whether the person pays. Free readers receive the newsletter as well.
    columns: { active_subscription: null, email_disabled: 'refuses', 'Subscription type': null },
  },
  {
    product: 'HubSpot',
    source: 'https://knowledge.hubspot.com/records/set-contacts-as-marketing',
    columns: {
      'Marketing contact status': 'consents',
      'Set for Non-Marketing on next renewal': 'mentions',
      'Marketing contact until next update': null,
      'Marketing contact status source name': null,
      'Marketing contact status source type': null,
      'Lead Status': null,
      'Invalid email address': 'refuses',
    },
  },
  {
    product: 'Klaviyo',
    source: 'https://developers.klaviyo.com/en/docs/collect_email_and_sms_consent_via_api',
    // A list of channels: ["email", "sms"].
    columns: { $consent: 'consents', $consent_method: 'mentions', Suppressions: 'refuses' },
  },
  {
    product: 'Zoho CRM',
    source: 'https://help.zoho.com/portal/en/kb/crm/gdpr-compliance',
    // `Consent - Obtained`; any other basis (`Legitimate Interests`) is no consent.
    columns: { 'Data Processing Basis': 'consents', 'Data Processing Basis Details': 'mentions' },
  },
  {
    product: 'CleverReach',
    source: 'https://support.cleverreach.de/hc/en-us',
    // The time of confirmation, or 0.
    columns: { activated: 'consents', deactivated: 'refuses' },
  },
  {
    product: 'Ghost',
    source: 'https://ghost.org/help/exports/',
    columns: { subscribed_to_emails: 'consents', complimentary_plan: null },
  },
  {
    product: 'Shopify',
    source: 'https://help.shopify.com/en/manual/customers/import-export-customers',
    columns: { 'Tax Exempt': null },
  },
  {
    product: 'Steady',
    source: 'https://help.steadyhq.com/en/articles/6265612',
    // A paid membership.
    columns: { subscription_state: null, subscription_period: null, gifted: null },
  },
];

const KNOWN: ReadonlyMap<string, ConsentHeader | null> = new Map(
  COLUMNS.flatMap(({ columns }) =>
    Object.entries(columns).map(([name, says]): [string, ConsentHeader | null] => [
      plain(name),
      says,
    ]),
  ),
);

/** Returns what a column of a known product says about consent; undefined for any other column. */
export const productColumn = (header: string): ConsentHeader | null | undefined =>
  KNOWN.get(plain(header));
