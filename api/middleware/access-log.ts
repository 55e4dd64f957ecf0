import type { Middleware } from 'koa';
import type { Logger } from '#lib/logger.ts';

/** Logs one line per request. It logs the route's pattern, not the path: paths of public links are secret. */
export const accessLog =
  (logger: Logger): Middleware =>
  async (ctx, next) => {
    const started = performance.now();
    try {
      await next();
    } finally {
      const route: unknown = ctx['routerPath'] ?? ctx['_matchedRoute'];
      logger.info(
        {
          method: ctx.method,
          route: typeof route === 'string' ? route : undefined,
          status: ctx.status,
          ms: Math.round(performance.now() - started),
        },
        'request',
      );
    }
  };
