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

/** Shortest and longest password. No rules of composition: NIST SP 800-63B-4 §3.1.1.2. */
export const PASSWORD = { min: 10, max: 128 } as const;
const DAY = 24 * 60 * 60;

export type AuthOptions = { pool: IdentityStore['pool']; secret: string; publicUrl: string };

// The library's own rights guard its own routes, which we do not mount; ours are ROLE_PERMISSIONS.
const ac = createAccessControl(defaultStatements);
const roles = {
  owner: ac.newRole(ownerAc.statements),
  admin: ac.newRole(adminAc.statements),
  member: ac.newRole(memberAc.statements),
  viewer: ac.newRole(memberAc.statements),
};

/**
 * The identity library, configured. Only called from this process: its own HTTP routes are not mounted,
 * so that every door has our errors, limits and documents. Password reset, invitations, verified e-mail
 * and second factors are further options and plugins of the same object.
 */
export const createAuth = ({ pool, secret, publicUrl }: AuthOptions) =>
  betterAuth({
    appName: 'Assent',
    database: pool,
    secret,
    baseURL: publicUrl,
    telemetry: { enabled: false },
    // It writes e-mail addresses into its log; failures reach ours through the error.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'assent',
      useSecureCookies: publicUrl.startsWith('https:'),
      ipAddress: { disableIpTracking: true },
      // Its check at run time asks the database at the start; test/api/identity/schema.test.ts does it.
      database: { generateId: 'uuid', validateSchema: false },
    },
    session: { expiresIn: 7 * DAY, updateAge: DAY },
    user: {
      additionalFields: {
        // What to call the organisation, should sign-up be cut off before it exists.
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
