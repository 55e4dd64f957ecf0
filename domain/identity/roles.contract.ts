import type { Permission } from '../permissions.ts';

export { ROLE_PERMISSIONS, ROLES, type Permission, type TenantRole } from '../permissions.ts';

/** Every permission in plain words, by the part of Assent that it concerns: for the page that shows the matrix. */
export const PERMISSION_WORDS = {
  'People and messages': {
    'contacts:read': 'See contacts, segments and imports; addresses are masked',
    'contacts:write': 'Add, change, import and delete contacts',
    'pii:read': 'See names and addresses in clear text',
    'templates:read': 'See templates',
    'templates:write': 'Write templates',
    'messages:read': 'See what was sent',
    'messages:send': 'Send single messages and tests',
    'campaigns:read': 'See campaigns',
    'campaigns:write': 'Prepare campaigns',
    'campaigns:send': 'Send, schedule and stop campaigns',
  },
  Consent: {
    'consents:read': 'See consents, forms, purposes and the review queue',
    'consents:write': 'Record consents and withdrawals, change forms and purposes, decide reviews',
    'verifications:read': 'See codes and their limits',
    'verifications:write': 'Send and check codes, change their limits',
    'suppressions:read': 'See blocked addresses',
    'suppressions:write': 'Block addresses, and lift blocks',
  },
  'Proof and privacy': {
    'audit:read': 'Read the audit log',
    'privacy:read': 'See privacy requests, copies and erasures',
    'privacy:write': 'Carry out privacy requests and erasures',
    'retention:read': 'See retention and legal holds',
    'retention:write': 'Change retention, place and release legal holds',
    'keys:read': 'See the encryption keys',
    'keys:write': 'Replace encryption keys',
  },
  Assistant: {
    'assistant:use': 'Ask the assistant',
    'assistant:manage': 'Set its limits, its model and the chat widget; see use',
  },
  Organization: {
    'organization:read': 'See the settings',
    'organization:write': 'Change the settings',
    'members:read': 'See the members',
    'members:write': 'Change and remove members',
    'api_keys:read': 'See API keys',
    'api_keys:write': 'Create and delete API keys',
    'workflows:read': 'See where processes stand',
    'workflows:cancel': 'Cancel processes',
  },
} as const satisfies Record<string, Partial<Record<Permission, string>>>;

/** What no permission says, because it depends on who is meant. */
export const OWNERS_ONLY = 'Make, change and remove owners';
