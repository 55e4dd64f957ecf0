import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';
import type { Middleware } from 'koa';

/** In seconds. */
const YEAR = 365 * 86_400;

/**
 * Sets the security headers of every answer, by helmet: no content sniffing, no scripts or other sources, no frames,
 * no referrer. Pages and `/docs` set what they need themselves.
 * They are the same for every request, so helmet is asked once.
 * @param publicUrl with https, browsers must use https for a year (HSTS); without subdomains, which may not be ours
 */
export function securityHeaders(publicUrl: string): Middleware {
  const guard: Guard = helmet({
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
  const headers = headersOf(guard);
  return (http, next) => {
    for (const [name, value] of headers) http.res.setHeader(name, value);
    return next();
  };
}

type Guard = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

/** Returns what a guard sets on an answer. */
function headersOf(guard: Guard): [string, string][] {
  const req = new IncomingMessage(new Socket());
  const res = new ServerResponse(req);
  const headers: [string, string][] = [];
  res.setHeader = (name, value) => {
    headers.push([name, String(value)]);
    return res;
  };
  let passed = false;
  guard(req, res, (error) => {
    passed = !error;
  });
  if (!passed) throw new Error('helmet did not answer at once');
  return headers;
}
