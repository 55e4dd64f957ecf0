import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { z } from 'zod';
import { problems } from '../problems.ts';
import {
  backupCodesView,
  factorCode,
  loginInput,
  organizationChoice,
  newFactorView,
  passwordChange,
  passwordProof,
  secondFactorInput,
  secondFactorView,
  passwordResetConfirm,
  passwordResetRequest,
  passwordResetView,
  signedInView,
  signUpInput,
} from '#domain/identity/contract.ts';

const SESSION_COOKIE = {
  'Set-Cookie': { description: 'The session', schema: { type: 'string' as const } },
};

/** The OpenAPI paths of the routes in routes.ts. */
export const identityPaths: ZodOpenApiPathsObject = {
  '/api/v1/auth/sign-up': {
    post: describe(
      'signUp',
      'Create an account and its organization',
      201,
      [409, 429],
      signUpInput,
    ),
  },
  '/api/v1/auth/login': {
    post: describe(
      'login',
      'Start a session; with a second factor, a code must follow',
      200,
      [401, 429],
      loginInput,
      z.union([signedInView, secondFactorView]),
    ),
  },
  '/api/v1/auth/second-factor': {
    post: describe(
      'secondFactor',
      'End a sign-in that needs a code of an authenticator app, or a backup code',
      200,
      [401, 429],
      secondFactorInput,
    ),
  },
  '/api/v1/users/me/factors/app': {
    post: describe(
      'addFactor',
      'Begin to set up an authenticator app: nothing changes until a code of it is confirmed',
      201,
      [401, 409, 429],
      passwordProof,
      newFactorView,
    ),
    delete: describe(
      'removeFactor',
      'Remove the authenticator app and the backup codes',
      200,
      [401, 409, 429],
      passwordProof,
    ),
  },
  '/api/v1/users/me/factors/app/confirm': {
    post: describe(
      'confirmFactor',
      'Confirm the app with a code: from now on signing in needs one',
      200,
      [401, 409, 429],
      factorCode,
    ),
  },
  '/api/v1/users/me/factors/backup-codes': {
    post: describe(
      'newBackupCodes',
      'Replace the backup codes',
      201,
      [401, 409, 429],
      passwordProof,
      backupCodesView,
    ),
  },
  '/api/v1/auth/refresh': { post: describe('refresh', 'Extend the session', 200, [401]) },
  '/api/v1/auth/password': {
    post: describe(
      'changePassword',
      'Change the password of the session’s user; every other session ends',
      200,
      [401, 429],
      passwordChange,
    ),
  },
  '/api/v1/auth/switch-organization': {
    post: describe(
      'switchOrganization',
      'Go on in another of your organizations; the session stays the same',
      200,
      [401, 404],
      organizationChoice,
    ),
  },
  '/api/v1/auth/password-reset': {
    post: {
      ...about(
        'requestPasswordReset',
        'Have a link to a new password mailed; the answer is the same for every address',
        passwordResetRequest,
      ),
      responses: {
        202: {
          description: 'A link is on its way, if the address has an account',
          content: { 'application/json': { schema: passwordResetView } },
        },
        ...problems(403, 429, 503),
      },
    },
  },
  '/api/v1/auth/password-reset/confirm': {
    post: {
      ...about(
        'confirmPasswordReset',
        'Choose a new password by the link that was mailed; every session of the person ends',
        passwordResetConfirm,
      ),
      responses: { 204: { description: 'Done' }, ...problems(403, 429) },
    },
  },
  '/api/v1/auth/logout': { post: describe('logout', 'End the session', 204, []) },
};

function describe(
  name: string,
  summary: string,
  status: 200 | 201 | 204,
  refused: readonly (401 | 404 | 409 | 429)[],
  input?: z.ZodType,
  output: z.ZodType = signedInView,
): ZodOpenApiOperationObject {
  return {
    ...about(name, summary, input),
    responses: {
      [`${status}`]: {
        description: 'Done',
        headers: SESSION_COOKIE,
        ...(status === 204 ? {} : { content: { 'application/json': { schema: output } } }),
      },
      // 403: a foreign or null Origin.
      ...problems(403, ...refused),
    },
  };
}

function about(name: string, summary: string, input?: z.ZodType) {
  return {
    operationId: `auth.${name}`,
    tags: ['auth'],
    summary,
    security: [],
    ...(input ? { requestBody: { content: { 'application/json': { schema: input } } } } : {}),
  };
}
