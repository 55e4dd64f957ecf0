import { Router } from '@koa/router';
import type { Context as KoaContext } from 'koa';
import type { z } from 'zod';
import { loginInput, signUpInput } from '#domain/identity/contract.ts';
import { PUBLIC_FORM } from '../form-body.ts';
import { parseInput } from '../input.ts';
import { jsonBody } from '../middleware/json-body.ts';
import type { Identity } from './create.ts';
import type { Visitor } from './deps.ts';
import { requireSameOrigin } from './same-origin.ts';
import type { SignedIn } from './session.ts';

/** Serves sign-up, login, logout and refresh. They are not operations, because they set cookies. */
export function identityRoutes(identity: Identity, publicUrl: string): Router {
  const router = new Router({ prefix: '/api/v1/auth' });
  router.use((http, next) => {
    requireSameOrigin(http, publicUrl);
    return next();
  });
  router.post('/sign-up', async (http) => {
    const input = await body(http, signUpInput);
    answer(http, 201, await identity.signUp(input, visitorOf(http)));
  });
  router.post('/login', async (http) => {
    const input = await body(http, loginInput);
    answer(http, 200, await identity.login(input, visitorOf(http)));
  });
  router.post('/refresh', async (http) => {
    answer(http, 200, await identity.refresh(visitorOf(http)));
  });
  router.post('/logout', async (http) => {
    setCookies(http, await identity.logout(visitorOf(http)));
    http.status = 204;
  });
  return router;
}

async function body<S extends z.ZodType>(http: KoaContext, schema: S): Promise<z.output<S>> {
  return parseInput(schema, await jsonBody(http.req, PUBLIC_FORM));
}

function answer(http: KoaContext, status: number, { cookies, view }: SignedIn): void {
  setCookies(http, cookies);
  http.status = status;
  http.body = view;
}

function setCookies(http: KoaContext, cookies: readonly string[]): void {
  http.set('Cache-Control', 'no-store');
  for (const line of cookies) http.append('Set-Cookie', line);
}

export const visitorOf = (http: KoaContext): Visitor => {
  const headers = new Headers();
  for (const name of ['cookie', 'user-agent', 'origin', 'sec-fetch-site']) {
    const value = http.get(name);
    if (value) headers.set(name, value);
  }
  return { headers, ip: http.ip, requestId: String(http.state['requestId']) };
};
