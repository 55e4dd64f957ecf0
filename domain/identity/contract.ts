import { SEGMENTS_AT_ALL } from '../templates/bounds.ts';
import { z } from 'zod';
import { languageTagOf } from '../language-tag.contract.ts';
import { isOneLine, MORE_LINES, visibleName } from '#lib/visible.ts';
import { countryCode } from '../countries.contract.ts';
import { instantText } from '../instant.contract.ts';
import { timeZone } from '../time-zone.contract.ts';
import { senderPatch, senderView } from '../senders/contract.ts';
import { SECRET } from '../idempotency/secrets.ts';
import { PERMISSIONS, ROLES } from '../permissions.ts';

export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'must be at most 254 characters')
  .pipe(z.email('must be an e-mail address'));
const name = (what: string) => visibleName(200, `${what} must not be empty`);
/** The name of a person. */
export const personName = name('the name');
/**
 * Length, and not being known from a breach (api/identity/breached), are the only rules: no composition (NIST SP 800-63B-4
 * §3.1.1.2). The upper bound keeps hashing cheap.
 */
export const passwordLength = { min: 10, max: 128 } as const;
export const newPassword = z
  .string()
  .min(passwordLength.min, `must have at least ${passwordLength.min} characters`)
  .max(passwordLength.max, `must have at most ${passwordLength.max} characters`);

export const memberStatus = z.enum(['active', 'deactivated']);

export const signUpInput = z.strictObject({
  email: emailAddress,
  password: newPassword,
  name: personName,
  organization_name: name('the organization name'),
  country: countryCode
    .optional()
    .describe('for phone numbers without a country code; US unless given. ISO 3166-1, or a name'),
  time_zone: timeZone.optional().describe('for quiet hours and reports; UTC unless given'),
});
export type SignUpInput = z.output<typeof signUpInput>;

export const loginInput = z.strictObject({
  email: emailAddress,
  password: z.string().min(1, 'must not be empty').max(128, 'must have at most 128 characters'),
  remember: z
    .boolean()
    .optional()
    .describe(
      'false: the session ends with the browser, and after a day at the latest. True unless given: seven days, longer while it is used',
    ),
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
  expires_at: instantText.optional().describe('a key that ends cannot create one that ends later'),
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

export const newOrganization = z.strictObject({
  name: name('the name'),
  country: signUpInput.shape.country,
  time_zone: signUpInput.shape.time_zone,
});
export type NewOrganization = z.output<typeof newOrganization>;

export const organizationChoice = z.strictObject({
  organization_id: z.uuid('must be a UUID').describe('one that lets you in: GET /organizations'),
});

/** An organization of the signed-in person. */
export const ownOrganizationView = z.object({
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  role: z.enum(ROLES),
  status: memberStatus.describe('of the membership'),
  current: z.boolean().describe('where this session works'),
});
export type OwnOrganizationView = z.output<typeof ownOrganizationView>;

export const organizationPatch = z.strictObject({
  name: name('the name').optional(),
  country: countryCode.optional(),
  time_zone: timeZone.optional(),
  locale: languageTagOf('must be a language tag such as en or pt-BR')
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

export const memberPatch = z.strictObject({
  role: z.enum(ROLES).optional(),
  active: z
    .boolean()
    .optional()
    .describe('false: the membership stays, but its sessions and keys are refused here'),
});
export type MemberPatch = z.output<typeof memberPatch>;

export const memberFilter = {
  q: z
    .string()
    .trim()
    .min(2, 'must have at least 2 letters')
    .max(100, 'must be at most 100 characters')
    .optional()
    .describe('a part of the name or of the address'),
  role: z.enum(ROLES).optional(),
  status: memberStatus.optional(),
};
export type MemberFilter = z.output<z.ZodObject<typeof memberFilter>>;

export const userView = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  active: z.boolean().describe('false: the membership is deactivated and lets nobody in'),
  status: memberStatus,
  created_at: z.iso.datetime().describe('of the account'),
  joined_at: z.iso.datetime().describe('of the membership'),
  last_seen_at: z.iso
    .datetime()
    .nullable()
    .describe('last use of a session in this organization, to the minute'),
});
export type UserView = z.output<typeof userView>;

export const passwordChange = z.strictObject({
  current_password: loginInput.shape.password,
  password: newPassword,
});
export type PasswordChange = z.output<typeof passwordChange>;

export const passwordResetRequest = z.strictObject({ email: emailAddress });
export type PasswordResetRequest = z.output<typeof passwordResetRequest>;

export const passwordResetConfirm = z.strictObject({
  token: z.string().min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  password: newPassword,
});
export type PasswordResetConfirm = z.output<typeof passwordResetConfirm>;

/** The answer to a request for a new password: the same for every address. */
export const passwordResetView = z.object({ message: z.string() });

/** Where somebody is signed in. */
export const sessionView = z.object({
  id: z.uuid(),
  device: z.string().nullable().describe('browser and system, as it names itself; null: unknown'),
  current: z.boolean().describe('the session of this request'),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().describe('to the minute'),
  expires_at: z.iso.datetime().describe('unless it is used before'),
});
export type SessionView = z.output<typeof sessionView>;

/** Proof that it is really the user who changes how they sign in. */
export const passwordProof = z.strictObject({ password: loginInput.shape.password });

/** As an app shows it, perhaps in two groups. */
const appCode = z
  .string()
  .transform((code) => code.replaceAll(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'must be the six digits that the app shows'));

export const factorCode = z.strictObject({ code: appCode });

export const secondFactorInput = z.strictObject({
  code: z
    .union(
      [
        appCode,
        z
          .string()
          .trim()
          .regex(/^[\da-z]{4}-?[\da-z]{4}-?[\da-z]{4}$/i),
      ],
      {
        error: 'must be the six digits that the app shows, or a backup code',
      },
    )
    .describe('six digits of the authenticator app, or a backup code such as k3f9-p2mx-7qhd'),
  trust_device: z.boolean().optional().describe('ask for no code in this browser for 30 days'),
});
export type SecondFactorInput = z.output<typeof secondFactorInput>;

/** The second factors of the signed-in user. */
export const factorsView = z.object({
  app: z.boolean().describe('whether signing in needs a code of an authenticator app'),
  backup_codes_left: z.int(),
});
export type FactorsView = z.output<typeof factorsView>;

export const backupCodesView = z.object({
  backup_codes: z.array(z.string()).describe('shown this once; each works once'),
});
export type BackupCodesView = z.output<typeof backupCodesView>;

/** An authenticator app that is to be set up; it counts once a code of it was entered. */
export const newFactorView = backupCodesView.extend({
  uri: z.string().describe('for the app, as a QR code: otpauth://totp/…'),
  secret: z.string().describe('to be typed where no camera is at hand'),
});
export type NewFactorView = z.output<typeof newFactorView>;

/** The answer to a login whose password was right, while a second factor is missing. */
export const secondFactorView = z.object({
  second_factor: z
    .literal('required')
    .describe('there is no session yet: send the code to /auth/second-factor within ten minutes'),
});
export type SecondFactorView = z.output<typeof secondFactorView>;

/** The answer to sign-up and login; the session itself is in the cookie. */
export const signedInView = z.object({
  user: z.object({ id: z.uuid(), email: z.string(), name: z.string() }),
  organization: z
    .object({ id: z.uuid(), name: z.string(), slug: z.string() })
    .nullable()
    .describe('where the session works; null: no membership lets this person in'),
});
export type SignedInView = z.output<typeof signedInView>;
