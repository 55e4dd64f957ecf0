import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';
import type { Middleware } from 'koa';

/** In seconds. */
const YEAR = 365 * 86_400;

/**
 * What every answer says to a browser, by helmet: it is taken for nothing but what it says it is, runs and loads
 * nothing, stands in no frame, and gives its address to nobody. Pages and `/docs` say themselves what they need.
 * @param publicUrl with https, browsers are told to use nothing else for a year; subdomains are not ours to speak for
 */
export function securityHeaders(publicUrl: string): Middleware {
  const guard: (
    req: IncomingMessage,
    res: ServerResponse,
    next: (error?: unknown) => void,
  ) => void = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: publicUrl.startsWith('https:')
      ? { maxAge: YEAR, includeSubDomains: false }
      : false,
    xFrameOptions: { action: 'deny' },
  });
  return async (http, next) => {
    await new Promise<void>((done, fail) => {
      guard(http.req, http.res, (error) => (error ? fail(error) : done()));
    });
    await next();
  };
}
