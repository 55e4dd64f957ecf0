import { betterAuth } from 'better-auth';
import { createAccessControl } from 'better-auth/plugins/access';
import {
  adminAc,
  defaultStatements,
  memberAc,
  ownerAc,
} from 'better-auth/plugins/organization/access';
import { organization, twoFactor } from 'better-auth/plugins';
import { passwordLength } from '#domain/identity/contract.ts';
import { newBackupCodes, type BackupCodeStore } from './factors/backup-codes.ts';
import type { IdentityStore } from './store.ts';

const DAY = 24 * 60 * 60;

/** The time between password and code, in seconds. */
const CODE_WITHIN = 600;

export type AuthOptions = {
  pool: IdentityStore['pool'];
  secret: string;
  publicUrl: string;
  backupCodes: BackupCodeStore;
};

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
 * endpoint has our errors, limits and documents.
 */
export const createAuth = ({ pool, secret, publicUrl, backupCodes }: AuthOptions) => {
  const isSecure = publicUrl.startsWith('https:');
  return betterAuth({
    appName: 'Assent',
    database: pool,
    secret,
    baseURL: publicUrl,
    telemetry: { enabled: false },
    // Its log would contain e-mail addresses; failures reach our log through the error.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    advanced: {
      // With __Host- a browser takes the cookie only from this host over https, not from a neighboring subdomain (OWASP
      // ASVS 5.0, V3.3.1). The library itself knows only __Secure-, so its own prefix is off.
      cookiePrefix: isSecure ? '__Host-assent' : 'assent',
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isSecure },
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
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    plugins: [
      twoFactor({
        issuer: 'Assent',
        twoFactorCookieMaxAge: CODE_WITHIN,
        trustDeviceMaxAge: 30 * DAY,
        totpOptions: { digits: 6, period: 30 },
        backupCodeOptions: {
          customBackupCodesGenerate: newBackupCodes,
          storeBackupCodes: backupCodes,
        },
      }),
      organization({ ac, roles, creatorRole: 'owner', disableOrganizationDeletion: true }),
    ],
  });
};

export type Auth = ReturnType<typeof createAuth>;
