import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import type { z } from 'zod';
import { problems } from '../problems.ts';
import { loginInput, signedInView, signUpInput } from '#domain/identity/contract.ts';

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
  '/api/v1/auth/login': { post: describe('login', 'Start a session', 200, [401, 429], loginInput) },
  '/api/v1/auth/refresh': { post: describe('refresh', 'Extend the session', 200, [401]) },
  '/api/v1/auth/logout': { post: describe('logout', 'End the session', 204, []) },
};

function describe(
  name: string,
  summary: string,
  status: 200 | 201 | 204,
  refused: readonly (401 | 409 | 429)[],
  input?: z.ZodType,
): ZodOpenApiOperationObject {
  return {
    operationId: `auth.${name}`,
    tags: ['auth'],
    summary,
    security: [],
    ...(input ? { requestBody: { content: { 'application/json': { schema: input } } } } : {}),
    responses: {
      [`${status}`]: {
        description: 'Done',
        headers: SESSION_COOKIE,
        ...(status === 204 ? {} : { content: { 'application/json': { schema: signedInView } } }),
      },
      // 403: a foreign or null Origin.
      ...problems(403, ...refused),
    },
  };
}
