import { Link } from '@remix-run/react';
import { own } from '../../lib/own.ts';
import { thingWord } from './sentence.ts';

/** Entity types with a page for each entity. */
const PAGES: Record<string, string> = {
  contact: '/contacts',
  consent: '/consents',
  verification: '/verifications',
  template: '/templates',
  message: '/messages',
  campaign: '/campaigns',
  import: '/contacts/imports',
  form: '/forms',
  purpose: '/purposes',
  segment: '/segments',
  suppression: '/suppressions',
  suppression_import: '/suppressions/imports',
  review: '/reviews',
  sending_domain: '/settings/mail',
  hold: '/holds',
  retention_run: '/retention/runs',
  privacy_request: '/privacy/requests',
  export: '/privacy/exports',
  erasure: '/privacy/erasures',
};

/** Entity types with only one page for all entities. */
const LISTS: Record<string, string> = {
  organization: '/settings',
  api_key: '/settings/api-keys',
  user: '/settings/members',
  invitation: '/settings/invitations',
  quiet_hours: '/settings/quiet-hours',
  verification_settings: '/settings/verification',
  rate_card: '/settings/prices',
  retention_policy: '/retention',
  hand_over: '/messages',
  audit_export: '/audit',
};

/** Shows what a row is about: its type and name, linked to its page. */
export function Thing({
  type,
  id,
  name,
  gone,
}: {
  type: string;
  id: string;
  name: string | null;
  gone: boolean;
}) {
  const folder = own(PAGES, type);
  const shown = (
    <>
      {thingWord(type)} {name ?? ''} {gone ? '(no longer there)' : ''}
    </>
  );
  const to = gone ? undefined : folder ? `${folder}/${id}` : own(LISTS, type);
  return to ? <Link to={to}>{shown}</Link> : shown;
}
