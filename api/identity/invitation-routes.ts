import { Router } from '@koa/router';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { acceptInvitation, linkToken, validInvitation } from '#domain/invitations/contract.ts';
import { signedInView } from '#domain/identity/contract.ts';
import { PUBLIC_FORM } from '../form-body.ts';
import { parseInput } from '../input.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { problems } from '../problems.ts';
import type { Identity } from './create.ts';
import { answer, visitorOf } from './routes.ts';
import { requireSameOrigin } from './same-origin.ts';

const byToken = z.strictObject({ token: linkToken.describe('the last part of the link') });

/** Serves what the holder of a link may do without a credential. They are not operations, because one sets cookies. */
export function invitationRoutes({ invitations }: Identity, publicUrl: string): Router {
  const router = new Router({ prefix: '/api/v1/invitations' });
  router.get('/validate', async (http) => {
    const { token } = parseInput(byToken, http.query);
    http.set('Cache-Control', 'no-store');
    http.body = validInvitation.parse(await invitations.validate(token, visitorOf(http)));
  });
  router.post('/accept', async (http) => {
    requireSameOrigin(http, publicUrl);
    const input = parseInput(acceptInvitation, await jsonBody(http.req, PUBLIC_FORM));
    answer(http, 201, await invitations.accept(input, visitorOf(http)));
  });
  return router;
}

const GONE = {
  description:
    'The link no longer works; `reason` is accepted, canceled, expired, replaced (by a newer link), or inviter (who may not invite any more)',
};

/** Their OpenAPI paths. */
export const invitationPaths: ZodOpenApiPathsObject = {
  '/api/v1/invitations/validate': {
    get: {
      operationId: 'invitations.validate',
      tags: ['invitations'],
      summary: 'What the link of an invitation is for',
      security: [],
      requestParams: { query: byToken },
      responses: {
        200: {
          description: 'The invitation',
          content: { 'application/json': { schema: validInvitation } },
        },
        410: GONE,
        ...problems(403, 404, 429),
      },
    },
  },
  '/api/v1/invitations/accept': {
    post: {
      operationId: 'invitations.accept',
      tags: ['invitations'],
      summary: 'Accept an invitation, as a new person or as the one who is signed in',
      security: [],
      requestBody: { content: { 'application/json': { schema: acceptInvitation } } },
      responses: {
        201: {
          description: 'Joined; the session works in that organization',
          headers: { 'Set-Cookie': { description: 'The session', schema: { type: 'string' } } },
          content: { 'application/json': { schema: signedInView } },
        },
        410: GONE,
        ...problems(401, 403, 404, 409, 429),
      },
    },
  },
};
