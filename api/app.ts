import type { Router, RouterContext } from '@koa/router';
import Koa, { type Middleware } from 'koa';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { AppError } from '#lib/errors.ts';
import type { Logger } from '#lib/logger.ts';
import { docs } from './docs.ts';
import { health, type Probe } from './health.ts';
import { operationRoutes, type Authenticate, type NamedOperation } from './http.ts';
import { accessLog } from './middleware/access-log.ts';
import { compressed } from './middleware/compressed.ts';
import { exactPaths } from './middleware/exact-paths.ts';
import { plainBody } from './middleware/plain-body.ts';
import { problem } from './middleware/problem.ts';
import { requestId } from './middleware/request-id.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { requestTarget } from './middleware/request-target.ts';
import { openApiDocument } from './openapi.ts';
import type { ApiServices, Operation } from './operation.ts';
import { operations } from './operations.ts';

export type AppDeps = {
  services: ApiServices;
  authenticate: Authenticate;
  logger: Logger;
  version: string;
  /** Number of proxies in front of us whose X-Forwarded-* headers are trusted; 0 ignores these headers. */
  trustedProxies: number;
  probes: Record<string, Probe>;
  /** Routes that are not JSON operations: sign-in, uploads, webhooks, public links, the development inbox. */
  routers: readonly Router[];
  /** The OpenAPI paths of those routes. */
  paths: readonly ZodOpenApiPathsObject[];
  /** Serves the pages: every request that no route above took. */
  web?: Middleware;
};

/** Builds the app: every middleware in its order. */
export function createApp(deps: AppDeps): Koa {
  const app = new Koa({
    proxy: deps.trustedProxies > 0,
    maxIpsCount: deps.trustedProxies,
  });
  app.silent = true;
  app.use(requestId);
  app.use(securityHeaders(deps.services.publicUrl));
  app.use(compressed());
  app.use(accessLog(deps.logger));
  app.use(problem(deps.logger));
  app.use(requestTarget(deps.services.publicUrl));
  app.use(plainBody);
  app.use(health(deps.version, deps.probes).routes());
  app.use(docs(() => openApi(deps)).routes());
  app.use(exactPaths(exactMethods(deps)));
  const { router: api, direct } = operationRoutes(
    namedOperations(),
    deps.services,
    deps.authenticate,
    deps.logger,
  );
  app.use(direct);
  for (const router of deps.routers) app.use(router.routes());
  app.use(api.routes());
  app.use(notTaken(api));
  if (deps.web) app.use(deps.web);
  return app;
}

const openApi = (deps: AppDeps): object =>
  openApiDocument(namedOperations(), {
    version: deps.version,
    serverUrl: deps.services.publicUrl,
    extra: deps.paths,
  });

/** Returns the methods of every path in the document that has no parameter. */
function exactMethods(deps: AppDeps): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  const add = (path: string, method: string): void => {
    if (path.includes('{') || !path.startsWith('/api/')) return;
    const taken = all.get(path) ?? new Set();
    all.set(path, taken.add(method.toUpperCase()));
    if (method === 'get') taken.add('HEAD');
  };
  for (const { op } of namedOperations()) add(`/api/v1${op.path}`, op.method);
  for (const [path, item] of deps.paths.flatMap((some) => Object.entries(some))) {
    for (const method of METHODS) if (item[method]) add(path, method);
  }
  return all;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'options'] as const;

/** Returns the operation tree as a list; ids are `<module>.<operation>`. */
export function namedOperations(): NamedOperation[] {
  const tree: Record<string, Record<string, Operation>> = operations;
  return Object.entries(tree).flatMap(([module, ops]) =>
    Object.entries(ops).map(([name, op]) => ({ id: `${module}.${name}`, op })),
  );
}

/** Whether a path is for programs. No page lies there, so errors are JSON. Routers ignore case, so this does too. */
const isForPrograms = (path: string): boolean =>
  /^\/(?:api|docs|dev|health|mcp|openapi\.json|t|x)(?:\/|$)/i.test(path);

/**
 * Answers requests that no route took and no page can serve: 405 with Allow where the path has other methods, 404
 * where it has none, both as problem+json. OPTIONS gets an answer. One router knows the routes of all.
 */
function notTaken(router: Router): Middleware<object, RouterContext> {
  const answerMethods = router.allowedMethods();
  return async (http, next) => {
    if (!isForPrograms(http.path)) return next();
    await answerMethods(http, async () => undefined);
    if (!http.response.get('Allow')) {
      http.remove('Allow');
      throw new AppError('not_found', 'No such path');
    }
    if (http.status >= 400) {
      throw new AppError('method_not_allowed', 'This path does not support that method');
    }
  };
}
