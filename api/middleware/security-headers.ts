import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';
import type { Middleware } from 'koa';

/** In seconds. */
const YEAR = 365 * 86_400;

/**
 * Sets the security headers of every answer, by helmet: no content sniffing, no scripts or other sources, no frames,
 * no referrer. Pages and `/docs` set what they need themselves.
 * @param publicUrl with https, browsers must use https for a year (HSTS); without subdomains, which may not be ours
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
