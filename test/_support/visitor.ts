import type { ExecutionContext } from 'ava';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Context, Services } from '#domain/context.ts';
import type { Processes } from '#domain/processes.ts';
import { prepareCode } from '#domain/verification/prepare-code.ts';
import { randomAddress } from './identity.ts';
import { testContext } from './services.ts';
import { servePages } from './web.ts';

export type Fields = Record<string, string | string[]>;
export type PublicAnswer = { status: number; headers: Headers; text: string; location: string };

export type Visitor = {
  url: string;
  services: Services;
  context: Context;
  /** `/f/<organisation>`. */
  base: string;
  get(path: string, headers?: Record<string, string>): Promise<PublicAnswer>;
  post(path: string, fields: Fields, headers?: Record<string, string>): Promise<PublicAnswer>;
};

/**
 * Creates a new organisation and a visitor of its public pages without a browser. Each visitor has a unique address,
 * unless `x-forwarded-for` is given.
 */
export async function visitor(
  t: ExecutionContext,
  options: { processes?: Processes; clock?: () => Date } = {},
): Promise<Visitor> {
  const { url, services } = await servePages(t, options);
  const context = await testContext(services);
  const from = randomAddress();
  const send = async (path: string, init: RequestInit): Promise<PublicAnswer> => {
    const response = await fetch(`${url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { 'x-forwarded-for': from, ...init.headers },
    });
    const { status, headers } = response;
    return {
      status,
      headers,
      text: await response.text(),
      location: headers.get('location') ?? '',
    };
  };
  return {
    url,
    services,
    context,
    base: `/f/t-${context.tenantId}`,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields, headers = {}) => {
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries(fields)) {
        for (const one of [value].flat()) body.append(name, one);
      }
      return send(path, { method: 'POST', body, headers });
    },
  };
}

/** Returns the hidden fields of the first form of a page. */
export const hiddenOf = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')],
    ),
  );

/** Solves a ticket like the page's script. */
export async function solved(ticket: string): Promise<string> {
  const challenge = JSON.parse(Buffer.from(ticket, 'base64').toString());
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}

/** Returns what is delivered for a verification: the code, and the link in a mail. */
export async function delivered(
  services: Services,
  context: Context,
  verificationId: string,
): Promise<{ code: string; link: string; text: string; subject: string }> {
  const step = await prepareCode(services, context, verificationId);
  if (!step.due) throw new Error(`nothing was due: ${step.stands.status}`);
  const { text, subject = '' } = step.message;
  return {
    code: /\b\d{6,8}\b/.exec(text)?.[0] ?? '',
    link: /\/c\/[\w-]+/.exec(text)?.[0] ?? '',
    text,
    subject,
  };
}
