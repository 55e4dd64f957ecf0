import type { Context as KoaContext, Middleware } from 'koa';
import { AppError } from '#lib/errors.ts';
import { isHost, isOwnHost } from '../own-hosts.ts';

/**
 * A path: visible ASCII after exactly one slash, before the query. `\` and `#` are not allowed in a path (RFC 3986
 * §3.3).
 */
const PATH = /^\/(?![/\\])(?:[!"$->@-[\]-~])*$/;
/** Browsers leave `\` in a query as it is; `#` begins what is never sent. Node itself refuses raw letters beyond ASCII. */
// oxlint-disable-next-line no-control-regex -- what it refuses
const QUERY = /^[^\u0000-\u0020\u007f#]*$/;

/**
 * Refuses requests that do not name a path here (RFC 9112 §3.2), before anything else reads the path. Node's parser
 * lets through `*`, `../x`, backslashes and URLs of other servers, but routers, files and redirects are written for
 * paths. The absolute form is accepted when it names this server. A malformed Host is refused too.
 */
export const requestTarget =
  (publicUrl: string): Middleware =>
  async (http, next) => {
    const target = originForm(http, publicUrl);
    // A refused request has no path, but logging needs one.
    http.req.url = target ?? '/';
    // Middleware that rebuilds the whole URL must see the path too.
    http.originalUrl = http.req.url;
    if (target === null) throw new AppError('malformed', 'The request does not ask for a path');
    // Koa would use the part before a comma, or after an @.
    const named = http.req.headers.host;
    if (
      !isHost(http.host) ||
      (named && named !== http.host && !isHost(named)) ||
      hostLines(http) > 1 ||
      !/^https?$/.test(http.protocol)
    ) {
      throw new AppError('malformed', 'The Host header is not a host');
    }
    await next();
  };

const hostLines = (http: KoaContext): number =>
  http.req.rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/i.test(name)).length;

function originForm(http: KoaContext, publicUrl: string): string | null {
  const target = withoutOrigin(http, publicUrl);
  if (target === null) return null;
  const [path = '', ...query] = target.split('?');
  return isPlainPath(path) && query.every((part) => QUERY.test(part)) ? target : null;
}

/** Returns `http://this.server/path` as `/path`; null for another server's URL. */
function withoutOrigin(http: KoaContext, publicUrl: string): string | null {
  const url = http.req.url ?? '';
  const [, host, rest = ''] = /^https?:\/\/([^/?]+)(.*)$/i.exec(url) ?? [];
  if (host === undefined) return url;
  if (host !== http.get('host') || !isOwnHost(http, publicUrl, host)) return null;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * Whether a path has no `..` segment and no hidden one: it is decoded once, as routers do, and nothing may be left to
 * decode again.
 */
function isPlainPath(path: string): boolean {
  if (!PATH.test(path)) return false;
  try {
    const decoded = decodeURIComponent(path);
    return (
      !HIDDEN.test(decoded) && !decoded.split('/').some((part) => part === '.' || part === '..')
    );
  } catch {
    return false;
  }
}

// oxlint-disable-next-line no-control-regex -- what it refuses
const HIDDEN = /[\u0000-\u001f\u007f\\]|%(?:2[ef]|5c|00)/i;
