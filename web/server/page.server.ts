import {
  data,
  type ActionFunctionArgs,
  type AppLoadContext,
  type LoaderFunctionArgs,
} from '@remix-run/node';
import type { PageContext, PageSession } from '../../api/client-types.ts';
import type { FormAnswer } from '../core/answer.ts';
import { checkForm, type Forms } from './declared.server.ts';
import { asProblem } from './problem.server.ts';
import { redirect } from './redirect.server.ts';

declare module '@remix-run/node' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- merges with the library's own
  interface AppLoadContext extends PageContext {}
}

/** What the loader of a signed-in page gets. */
export type PageArgs = Omit<PageContext, 'session'> & {
  session: PageSession;
  api: PageSession['api'];
  request: Request;
  url: URL;
  params: Record<string, string | undefined>;
};

/**
 * A loader behind sign-in. An AppError becomes the page's error boundary with its status and words.
 * @example export const loader = page(async ({ api, params }) => api.contacts.get({ params }))
 */
export const page =
  <T>(read: (args: PageArgs) => Promise<T>) =>
  async (args: LoaderFunctionArgs): Promise<T> => {
    try {
      return await read(pageArgs(args));
    } catch (error) {
      throw asBoundary(error);
    }
  };

/**
 * An action behind sign-in: the form's fields in; a redirect, or what was wrong with them, out.
 * @param forms of the page; what is none of them, or is not whole, does nothing
 * @param limit of the form, in bytes
 */
export const act =
  <T>(
    forms: Forms,
    write: (args: PageArgs & { form: FormData }) => Promise<T>,
    limit = MEMBERS_FORM,
  ) =>
  async (args: ActionFunctionArgs) => {
    const known = pageArgs(args);
    const form = await formOf(args.context, limit);
    return answering(form, async () => {
      checkForm(form, form.get('intent'), forms);
      return write({ ...known, form });
    });
  };

/** The same for a form with a file, which is read while it comes in: `session.upload…(form)`
 * fills in the fields beside it. */
export const actOnFile =
  <T>(write: (args: PageArgs & { form: FormData }) => Promise<T>) =>
  async (args: ActionFunctionArgs) => {
    const form = new FormData();
    form.set('file', '');
    return answering(form, () => write({ ...pageArgs(args), form }));
  };

/** What a page's script asks with what a form holds, as previews do: JSON out, also when it is refused. */
export const asked =
  <T>(answer: (args: PageArgs & { form: FormData }) => Promise<T>, limit = MEMBERS_FORM) =>
  async (args: ActionFunctionArgs): Promise<Response> => {
    const known = pageArgs(args);
    try {
      const form = await args.context.readForm(limit);
      return Response.json(await answer({ ...known, form }));
    } catch (error) {
      const problem = asProblem(error);
      if (!problem) throw error;
      return Response.json({ message: problem.message }, { status: problem.status });
    }
  };

/** A loader anybody may call. */
export const visitorPage =
  <T>(read: (args: VisitorArgs) => Promise<T>) =>
  async ({ context, request, params }: LoaderFunctionArgs): Promise<T> => {
    try {
      return await read(visitorArgs({ context, request, params }));
    } catch (error) {
      throw asBoundary(error);
    }
  };

/** For pages of a signed link, which says by itself what is asked: to stop is not refused for a field. */
export const BY_LINK = 'by link';

/**
 * An action anybody may call.
 * @param forms as of `act`; the only form of a page, which may stand on other sites, need not name itself
 */
export const visitorAct =
  <T>(
    forms: Forms | typeof BY_LINK,
    write: (args: VisitorArgs & { form: FormData }) => Promise<T>,
  ) =>
  async ({ context, request, params }: ActionFunctionArgs) => {
    const form = await formOf(context, PUBLIC_FORM);
    return answering(form, async () => {
      if (forms !== BY_LINK) checkForm(form, form.get('intent') ?? '', forms);
      return write({ ...visitorArgs({ context, request, params }), form });
    });
  };

export type VisitorArgs = PageContext & {
  params: Record<string, string | undefined>;
  url: URL;
  /** As the browser says it, empty when it does not. */
  acceptLanguage: string;
};

const visitorArgs = ({
  context,
  request,
  params,
}: Pick<LoaderFunctionArgs, 'context' | 'request' | 'params'>): VisitorArgs => ({
  ...context,
  params,
  url: new URL(request.url),
  acceptLanguage: request.headers.get('accept-language') ?? '',
});

/** The same for the two forms that make a session. */
export async function signingIn(
  context: AppLoadContext,
  run: (form: FormData) => Promise<Response>,
) {
  const form = await formOf(context, PUBLIC_FORM);
  return answering(form, () => run(form));
}

/** Largest form of somebody who is not signed in, in bytes. */
const PUBLIC_FORM = 64 * 1024;
/** Of members; the wordings of a purpose in every language fit into it. */
const MEMBERS_FORM = 256 * 1024;
/** Of a template: 200,000 letters (domain/templates/contract.ts), each of up to nine bytes in a form. */
export const TEMPLATE_FORM = 2 * 1024 * 1024;

/** @throws what the error boundary shows: a form that cannot be read has no fields to come back to */
async function formOf(context: AppLoadContext, limit: number): Promise<FormData> {
  try {
    return await context.readForm(limit);
  } catch (error) {
    throw asBoundary(error);
  }
}

/**
 * Runs what a form asked for. Input that is not accepted comes back with the fields as they were typed
 * (but for passwords), so that the form can be shown again, with or without client JavaScript.
 */
async function answering<T>(form: FormData, run: () => Promise<T>) {
  try {
    return await run();
  } catch (error) {
    const problem = asProblem(error);
    if (!problem || problem.status === 503) throw asBoundary(error);
    const answer: FormAnswer = {
      intent: String(form.get('intent') ?? ''),
      message: problem.message,
      errors: problem.detail.errors ?? [],
      values: typed(form),
      status: problem.status,
    };
    return data(answer, { status: problem.status });
  }
}

const typed = (form: FormData): [string, string][] =>
  [...form.entries()].flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'password' ? [[name, value]] : [],
  );

function pageArgs({ context, request, params }: LoaderFunctionArgs): PageArgs {
  const url = new URL(request.url);
  const session = requireSession(context, url);
  return { ...context, session, api: session.api, request, url, params };
}

/** @throws a redirect to sign-in that leads back here */
function requireSession(context: AppLoadContext, url: URL): PageSession {
  if (context.session) return context.session;
  const path = `${url.pathname}${url.search}`;
  throw redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
}

function asBoundary(error: unknown): unknown {
  const problem = asProblem(error);
  if (!problem) return error;
  return data({ message: problem.message }, { status: problem.status });
}
