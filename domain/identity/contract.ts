import { SEGMENTS_AT_ALL } from '../templates/bounds.ts';
import { z } from 'zod';
import { isOneLine, MORE_LINES, visibleName } from '#lib/visible.ts';
import { countryCode } from '../countries.contract.ts';
import { timeZone } from '../time-zone.contract.ts';
import { senderPatch, senderView } from '../senders/contract.ts';
import { SECRET } from '../idempotency/secrets.ts';
import { PERMISSIONS, ROLES } from '../permissions.ts';

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'must be at most 254 characters')
  .pipe(z.email('must be an e-mail address'));
const name = (what: string) => visibleName(200, `${what} must not be empty`);
/** Length is the only rule (NIST SP 800-63B-4 §3.1.1.2); the upper bound keeps hashing cheap. */
const newPassword = z
  .string()
  .min(10, 'must have at least 10 characters')
  .max(128, 'must have at most 128 characters');

export const signUpInput = z.strictObject({
  email,
  password: newPassword,
  name: name('the name'),
  organization_name: name('the organization name'),
  country: countryCode
    .optional()
    .describe('for phone numbers without a country code; US unless given. ISO 3166-1, or a name'),
  time_zone: timeZone.optional().describe('for quiet hours and reports; UTC unless given'),
});
export type SignUpInput = z.output<typeof signUpInput>;

export const loginInput = z.strictObject({
  email,
  password: z.string().min(1, 'must not be empty').max(128, 'must have at most 128 characters'),
});
export type LoginInput = z.output<typeof loginInput>;

export const scope = z.enum(PERMISSIONS, { error: 'is not a scope' });

export const keyOwner = z.enum(['member', 'organization']);

export const createApiKeyInput = z.strictObject({
  name: visibleName(100),
  scopes: z
    .array(scope)
    .min(1, 'name at least one scope')
    .max(PERMISSIONS.length)
    .transform((scopes) => [...new Set(scopes)]),
  expires_at: z.iso
    .datetime('must be a UTC time such as 2030-01-31T00:00:00Z')
    .optional()
    .describe('a key that ends cannot create one that ends later'),
  belongs_to: keyOwner
    .optional()
    .describe(
      'member: it ends with your membership and never does more than you may; organization: it remains until it is deleted. Member unless given; a key makes keys of its own kind',
    ),
});
export type CreateApiKeyInput = z.output<typeof createApiKeyInput>;

/** An API key in lists: `start` is its first characters; the rest cannot be read again. */
export const apiKeyView = z.object({
  id: z.uuid(),
  name: z.string(),
  start: z.string().meta({ description: 'The first characters of the key' }),
  scopes: z.array(scope).describe('what it may do now'),
  lost_scopes: z
    .array(scope)
    .describe(
      'granted at its creation, but no longer allowed to its member, so not to the key either',
    ),
  belongs_to: keyOwner,
  member: z
    .object({ id: z.uuid(), name: z.string() })
    .nullable()
    .describe('the owner; null for a key of the organization'),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
  expires_at: z.iso.datetime().nullable(),
});
export type ApiKeyView = z.output<typeof apiKeyView>;

export const newApiKeyView = apiKeyView.extend({
  key: z
    .string()
    .nullable()
    .meta({
      description: 'The key itself, shown this once: null when an Idempotency-Key is repeated',
      ...SECRET,
    }),
});
export type NewApiKeyView = z.output<typeof newApiKeyView>;

export const organizationView = z.object({
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  status: z.enum(['active', 'suspended']),
  country: z.string(),
  time_zone: z.string(),
  locale: z.string(),
  brand_color: z.string(),
  postal_address: z.string().nullable().describe('in the foot of mails, and in receipts'),
  sender: senderView.describe('who mails come from'),
  logo_url: z.string().nullable().describe('a picture at the top of mails'),
  sms_max_segments: z
    .int()
    .describe('maximum segments of one ordinary text; longer ones are refused'),
});
export type OrganizationView = z.output<typeof organizationView>;

export const organizationPatch = z.strictObject({
  name: name('the name').optional(),
  country: countryCode.optional(),
  time_zone: timeZone.optional(),
  locale: z
    .string()
    .regex(
      /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/,
      'must be a language tag such as en or pt-BR',
    )
    .optional(),
  brand_color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be a color such as #0b6e4f')
    .optional(),
  /** Stored on one line; null removes it. */
  postal_address: z
    .string()
    .max(500, 'must be at most 500 characters')
    .transform((text) =>
      text
        .trim()
        .replace(/\s*[\r\n]+\s*/g, ', ')
        .replace(/\s+/g, ' '),
    )
    .pipe(
      z
        .string()
        .min(5, 'must be a complete postal address: street or box, place, country')
        .refine(isOneLine, MORE_LINES),
    )
    .nullable()
    .optional(),
  /** Null resets it to the default. */
  sms_max_segments: z.int().min(1).max(SEGMENTS_AT_ALL).nullable().optional(),
  /** Null resets it to the installation's sender. */
  sender: senderPatch.nullable().optional(),
  logo_url: z
    .url({ protocol: /^https$/, error: 'must be an address that begins with https://' })
    .max(500, 'must be at most 500 characters')
    .nullable()
    .optional(),
});
export type OrganizationPatch = z.output<typeof organizationPatch>;

export const userPatch = z.strictObject({ name: name('the name').optional() });
export type UserPatch = z.output<typeof userPatch>;

export const userView = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  created_at: z.iso.datetime(),
});
export type UserView = z.output<typeof userView>;

/** The answer to sign-up and login; the session itself is in the cookie. */
export const signedInView = z.object({
  user: z.object({ id: z.uuid(), email: z.string(), name: z.string() }),
  organization: z.object({ id: z.uuid(), name: z.string(), slug: z.string() }),
});
export type SignedInView = z.output<typeof signedInView>;
