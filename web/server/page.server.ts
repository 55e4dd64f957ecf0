import {
  data,
  type ActionFunctionArgs,
  type AppLoadContext,
  type LoaderFunctionArgs,
} from '@remix-run/node';
import type { PageContext, PageSession } from '../../api/client-types.ts';
import { isOfAnother, ofAnother, RENDERED_FOR } from '../../domain/identity/rendered-for.contract.ts'; // prettier-ignore
import { isFormAnswer, type FormAnswer } from '../core/answer.ts';
import { checkForm, type Forms } from './declared.server.ts';
import { asProblem } from './problem.server.ts';
import { redirect } from './redirect.server.ts';

declare module '@remix-run/node' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- merges with the library's own
  interface AppLoadContext extends PageContext {}
}

/** The arguments of a signed-in page's loader. */
export type PageArgs = Omit<PageContext, 'session'> & {
  session: PageSession;
  api: PageSession['api'];
  request: Request;
  url: URL;
  params: Record<string, string | undefined>;
};

/**
 * Makes a loader behind sign-in. An AppError becomes the page's error boundary with its status and text.
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
 * Makes an action behind sign-in. It takes the form's fields, and returns a redirect or the errors of the form.
 * @param forms the forms of the page; any other form, or an incomplete one, does nothing
 * @param limit the largest form, in bytes
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
    refuseOther(known.session, form);
    return answering(form, async () => {
      checkForm(form, form.get('intent'), forms);
      return write({ ...known, form });
    });
  };

/**
 * Makes an action for a form with a file, which is read while it arrives: `session.upload…(form)` fills in the other
 * fields.
 */
export const actOnFile =
  <T>(write: (args: PageArgs & { form: FormData }) => Promise<T>) =>
  async (args: ActionFunctionArgs) => {
    const form = new FormData();
    form.set('file', '');
    return answering(form, () => write({ ...pageArgs(args), form }));
  };

/**
 * Makes an action that a page's script calls with the fields of a form, as previews do. It answers with JSON, also
 * when it refuses.
 */
export const asked =
  <T>(answer: (args: PageArgs & { form: FormData }) => Promise<T>, limit = MEMBERS_FORM) =>
  async (args: ActionFunctionArgs): Promise<Response> => {
    const known = pageArgs(args);
    try {
      const form = await args.context.readForm(limit);
      refuseOther(known.session, form);
      return Response.json(await answer({ ...known, form }));
    } catch (error) {
      const problem = asProblem(error);
      if (!problem) throw error;
      const { message, status, detail } = problem;
      return Response.json({ message, errors: detail.errors ?? [] }, { status });
    }
  };

/** Makes a loader that anybody may call. */
export const visitorPage =
  <T>(read: (args: VisitorArgs) => Promise<T>) =>
  async ({ context, request, params }: LoaderFunctionArgs): Promise<T> => {
    try {
      return await read(visitorArgs({ context, request, params }));
    } catch (error) {
      throw asBoundary(error);
    }
  };

/**
 * For pages of a signed link, which says by itself what is requested: a withdrawal must not fail because of a field.
 */
export const BY_LINK = 'by link';

/**
 * Makes an action that anybody may call.
 * @param forms as in `act`; the only form of a page, which may be on other sites, need not send an intent
 */
export const visitorAct =
  <T>(
    forms: Forms | typeof BY_LINK,
    write: (args: VisitorArgs & { form: FormData }) => Promise<T>,
  ) =>
  async ({ context, request, params }: ActionFunctionArgs) => {
    const form = await formOf(context, PUBLIC_FORM);
    const said = await answering(form, async () => {
      if (forms !== BY_LINK) checkForm(form, form.get('intent') ?? '', forms);
      return write({ ...visitorArgs({ context, request, params }), form });
    });
    const refusal = refusalIn(said);
    const shown = refusal && (await addressOfRefusal(context, request, refusal));
    return shown ? redirect(shown, 303) : said;
  };

/** Returns the refusal in the answer of an action. */
const refusalIn = (said: unknown): FormAnswer | null => {
  const inner = typeof said === 'object' && said !== null && 'data' in said ? said.data : null;
  return isFormAnswer(inner) ? inner : null;
};

/**
 * Returns where a browser reads why its form was refused. An answer to a POST stays in the history, and going back to
 * it fails (ERR_CACHE_MISS), so a page's form leads to an address. Programs get the answer itself, with its status.
 */
async function addressOfRefusal(
  context: AppLoadContext,
  request: Request,
  refusal: FormAnswer,
): Promise<string | null> {
  if (!request.headers.get('accept')?.includes('text/html')) return null;
  const url = new URL(request.url);
  const { said } = await context.publicPages.state(url);
  const values = refusal.values.filter(([name]) => name !== 'altcha' && name !== 'code');
  return context.publicPages.withState(url.pathname, url.searchParams, {
    said,
    refusal: { ...refusal, values },
  });
}

export type VisitorArgs = PageContext & {
  params: Record<string, string | undefined>;
  url: URL;
  /** As the browser sends it, empty if it sends none. */
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

/** Makes the action of the two forms that start a session. */
export async function signingIn(
  context: AppLoadContext,
  run: (form: FormData) => Promise<Response>,
) {
  const form = await formOf(context, PUBLIC_FORM);
  return answering(form, () => run(form));
}

/** The largest form of a visitor who is not signed in, in bytes. */
const PUBLIC_FORM = 64 * 1024;
/** The largest form of a member, in bytes. The texts of a purpose in every language fit into it. */
const MEMBERS_FORM = 256 * 1024;
/**
 * The largest form with a template, in bytes: 200,000 characters (domain/templates/contract.ts), each of up to nine
 * bytes in a form.
 */
export const TEMPLATE_FORM = 2 * 1024 * 1024;

/** Reads a form. @throws for the error boundary: a form that cannot be read has no fields to show again */
async function formOf(context: AppLoadContext, limit: number): Promise<FormData> {
  try {
    return await context.readForm(limit);
  } catch (error) {
    throw asBoundary(error);
  }
}

/**
 * Runs an action. Refused input comes back with the fields as typed (except secrets), so that the form can be shown
 * again, with or without client JavaScript.
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

/** Fields that are never sent back to a browser. */
const SECRETS: ReadonlySet<string> = new Set(['password', 'provider_key']);

const typed = (form: FormData): [string, string][] =>
  [...form.entries()].flatMap(([name, value]) =>
    typeof value === 'string' && !SECRETS.has(name) ? [[name, value]] : [],
  );

/** Refuses a form of a tab that shows another organization. @throws the error page */
function refuseOther({ organization }: PageSession, form: FormData): void {
  if (!isOfAnother(organization.id, form.get(RENDERED_FOR))) return;
  throw data({ message: ofAnother(organization.name) }, { status: 409 });
}

function pageArgs({ context, request, params }: LoaderFunctionArgs): PageArgs {
  const url = new URL(request.url);
  const session = requireSession(context, url);
  return { ...context, session, api: session.api, request, url, params };
}

/** Returns the session. @throws a redirect to sign-in that leads back here */
function requireSession(context: AppLoadContext, url: URL): PageSession {
  if (context.session) return context.session;
  const { nowhere } = context;
  if (nowhere?.moved) throw data({ message: nowhere.message }, { status: 403 });
  if (nowhere) throw redirect('/no-organization');
  const path = `${url.pathname}${url.search}`;
  throw redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
}

function asBoundary(error: unknown): unknown {
  const problem = asProblem(error);
  if (!problem) return error;
  return data({ message: problem.message }, { status: problem.status });
}
