import {
  data,
  redirect,
  type ActionFunctionArgs,
  type AppLoadContext,
  type LoaderFunctionArgs,
} from '@remix-run/node';
import type { PageContext, PageSession } from '../../api/client-types.ts';
import type { FormAnswer } from '../forms/answer.ts';
import { asProblem } from './problem.server.ts';

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

/** An action behind sign-in: the form's fields in; a redirect, or what was wrong with them, out. */
export const act =
  <T>(write: (args: PageArgs & { form: FormData }) => Promise<T>) =>
  async (args: ActionFunctionArgs) => {
    const form = await args.request.formData();
    return answering(form, () => write({ ...pageArgs(args), form }));
  };

/** What a page's script asks with what a form holds, as previews do: JSON out, also when it is refused. */
export const asked =
  <T>(answer: (args: PageArgs & { form: FormData }) => Promise<T>) =>
  async (args: ActionFunctionArgs): Promise<Response> => {
    const form = await args.request.formData();
    try {
      return Response.json(await answer({ ...pageArgs(args), form }));
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

/** An action anybody may call. */
export const visitorAct =
  <T>(write: (args: VisitorArgs & { form: FormData }) => Promise<T>) =>
  async ({ context, request, params }: ActionFunctionArgs) => {
    const form = await request.formData();
    return answering(form, () => write({ ...visitorArgs({ context, request, params }), form }));
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

/** The same for the two forms that need no session. */
export const signingIn = (form: FormData, run: () => Promise<Response>) => answering(form, run);

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
