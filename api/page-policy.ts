import type { Context as KoaContext } from 'koa';
import { isOwnOrigin } from './own-hosts.ts';

/**
 * What the answer to a page request allows beside our own origin; filled in while the page is rendered. A form may be
 * framed on the organisation's sites and show its logo; a page behind a signed link must not leak its address.
 */
export type PagePolicy = {
  frameAncestors: string[];
  images: string[];
  noReferrer: boolean;
  /**
   * For a page behind a signed link with a form that must have our origin: with no referrer at all a browser posts it
   * from the origin `null`.
   */
  originOnly: boolean;
};

export const strictPolicy = (): PagePolicy => ({
  frameAncestors: [],
  images: [],
  noReferrer: false,
  originOnly: false,
});

/**
 * Returns whether a page is for people without an account, or who cannot sign in. These pages trust no cookie, so a form on another site may
 * post to them: cookie and Origin of such a request are removed before other code sees them.
 */
export const isPublicPath = (path: string): boolean =>
  /^\/(?:[fcukprw]|reset-password)\//.test(path);

/**
 * Returns whether a page reads the session by itself: whoever accepts an invitation may be in no organization yet.
 */
export const isInvitationPath = (path: string): boolean => path.startsWith('/invitations/');

/**
 * Returns the other site that a form was posted from; undefined for our own pages, and when the browser does not say.
 */
export function foreignOrigin(http: KoaContext, publicUrl: string): string | undefined {
  const origin = http.get('origin').toLowerCase();
  if (!origin || origin === 'null' || !URL.canParse(origin)) return undefined;
  return isOwnOrigin(http, publicUrl, origin) ? undefined : origin;
}

/** Returns whether a site is allowed to embed; `https://*.shop.example` allows every host below it. */
export const mayEmbed = (allowed: readonly string[], origin: string): boolean =>
  allowed.some((one) => {
    const [scheme = '', host = ''] = one.split('://*.');
    if (!host) return one === origin;
    return origin.startsWith(`${scheme}://`) && origin.endsWith(`.${host}`);
  });

/**
 * Returns the Content-Security-Policy. Style attributes are allowed, because components compute numbers in them;
 * style elements and scripts need the nonce.
 */
export const contentSecurityPolicy = (nonce: string, policy: PagePolicy): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    ["img-src 'self' data:", ...policy.images].join(' '),
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    ["frame-ancestors 'self'", ...policy.frameAncestors].join(' '),
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ');
