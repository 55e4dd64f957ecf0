import { Router } from '@koa/router';
import type { Context as KoaContext, Middleware } from 'koa';
import type { z } from 'zod';
import {
  factorCode,
  loginInput,
  organizationChoice,
  passwordChange,
  passwordProof,
  secondFactorInput,
  passwordResetConfirm,
  passwordResetRequest,
  signUpInput,
} from '#domain/identity/contract.ts';
import { PUBLIC_FORM } from '../form-body.ts';
import { parseInput } from '../input.ts';
import { jsonBody } from '../middleware/json-body.ts';
import type { Identity } from './create.ts';
import type { Visitor } from './deps.ts';
import { requireSameOrigin } from './same-origin.ts';
import type { NeedsCode, SignedIn } from './session.ts';

/**
 * Serves sign-up, login, logout, refresh, and new passwords. They are not operations: they set cookies, or belong to
 * nobody who is signed in.
 */
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
  router.post('/second-factor', async (http) => {
    const input = await body(http, secondFactorInput);
    answer(http, 200, await identity.confirmSignIn(input, visitorOf(http)));
  });
  router.post('/refresh', async (http) => {
    answer(http, 200, await identity.refresh(visitorOf(http)));
  });
  router.post('/password', async (http) => {
    const input = await body(http, passwordChange);
    answer(http, 200, await identity.changePassword(input, visitorOf(http)));
  });
  router.post('/switch-organization', async (http) => {
    const { organization_id: id } = await body(http, organizationChoice);
    answer(http, 200, await identity.switchOrganization(id, visitorOf(http)));
  });
  router.post('/password-reset', async (http) => {
    await identity.requestPasswordReset(await body(http, passwordResetRequest), visitorOf(http));
    http.status = 202;
    http.body = { message: 'If this address has an account, a link is on its way to it' };
  });
  router.post('/password-reset/confirm', async (http) => {
    await identity.confirmPasswordReset(await body(http, passwordResetConfirm), visitorOf(http));
    http.status = 204;
  });
  router.post('/logout', async (http) => {
    setCookies(http, await identity.logout(visitorOf(http)));
    http.status = 204;
  });
  return router;
}

/**
 * Serves the second factors of the signed-in user. Not operations either: setting one up or removing it replaces the
 * session.
 */
export function factorRoutes({ factors }: Identity, publicUrl: string): Router {
  const router = new Router({ prefix: '/api/v1/users/me/factors' });
  const guard: Middleware = (http, next) => {
    requireSameOrigin(http, publicUrl);
    http.set('Cache-Control', 'no-store');
    return next();
  };
  router.post('/app', guard, async (http) => {
    const { password } = await body(http, passwordProof);
    http.body = await factors.add(password, visitorOf(http));
    http.status = 201;
  });
  router.post('/app/confirm', guard, async (http) => {
    const { code } = await body(http, factorCode);
    answer(http, 200, await factors.confirm(code, visitorOf(http)));
  });
  router.delete('/app', guard, async (http) => {
    const { password } = await body(http, passwordProof);
    answer(http, 200, await factors.remove(password, visitorOf(http)));
  });
  router.post('/backup-codes', guard, async (http) => {
    const { password } = await body(http, passwordProof);
    http.body = await factors.newCodes(password, visitorOf(http));
    http.status = 201;
  });
  return router;
}

async function body<S extends z.ZodType>(http: KoaContext, schema: S): Promise<z.output<S>> {
  return parseInput(schema, await jsonBody(http.req, PUBLIC_FORM));
}

/** Answers with a new session: its cookies, and whose it is. */
export function answer(
  http: KoaContext,
  status: number,
  { cookies, view }: SignedIn | NeedsCode,
): void {
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
