import { betterAuth } from 'better-auth';
import { createAccessControl } from 'better-auth/plugins/access';
import {
  adminAc,
  defaultStatements,
  memberAc,
  ownerAc,
} from 'better-auth/plugins/organization/access';
import { organization } from 'better-auth/plugins';
import type { IdentityStore } from './store.ts';

/** Length limits of a password. No composition rules: NIST SP 800-63B-4 §3.1.1.2. */
export const PASSWORD = { min: 10, max: 128 } as const;
const DAY = 24 * 60 * 60;

export type AuthOptions = { pool: IdentityStore['pool']; secret: string; publicUrl: string };

// The library's roles guard its own routes, which we do not mount; our permissions are in ROLE_PERMISSIONS.
const ac = createAccessControl(defaultStatements);
const roles = {
  owner: ac.newRole(ownerAc.statements),
  admin: ac.newRole(adminAc.statements),
  member: ac.newRole(memberAc.statements),
  viewer: ac.newRole(memberAc.statements),
};

/**
 * Configures the identity library. Only this process calls it: its HTTP routes are not mounted, so that every
 * endpoint has our errors, limits and documents. Password reset, invitations, verified e-mail and second factors are
 * further options and plugins of the same object.
 */
export const createAuth = ({ pool, secret, publicUrl }: AuthOptions) =>
  betterAuth({
    appName: 'Assent',
    database: pool,
    secret,
    baseURL: publicUrl,
    telemetry: { enabled: false },
    // Its log would contain e-mail addresses; failures reach our log through the error.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'assent',
      useSecureCookies: publicUrl.startsWith('https:'),
      ipAddress: { disableIpTracking: true },
      // Its run-time check would query the database at the start; test/api/identity/schema.test.ts does it instead.
      database: { generateId: 'uuid', validateSchema: false },
    },
    session: { expiresIn: 7 * DAY, updateAge: DAY },
    user: {
      additionalFields: {
        // The organisation's name, in case sign-up stops before the organization exists.
        organizationName: { type: 'string', required: false, input: true, returned: true },
      },
    },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD.min,
      maxPasswordLength: PASSWORD.max,
    },
    plugins: [organization({ ac, roles, creatorRole: 'owner', disableOrganizationDeletion: true })],
  });

export type Auth = ReturnType<typeof createAuth>;
