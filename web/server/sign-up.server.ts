import { redirect } from './redirect.server.ts';
import { refusedCode } from './refused-code.server.ts';
import { visitorAct, type VisitorArgs } from './page.server.ts';

type Submitted = Awaited<ReturnType<VisitorArgs['publicPages']['submit']>>;

/**
 * Makes the action of a page with a sign-up form: the form, then the code.
 * @param submit sends the form's fields
 */
export const signUpAction = (
  submit: (args: VisitorArgs, fields: Record<string, unknown>) => Promise<Submitted>,
) =>
  visitorAct({ '': [], check: ['id', 'code'] }, async (args) => {
    const { publicPages, params, form, url } = args;
    const slug = String(params['slug']);
    const language = form.get('language') ?? url.searchParams.get('lang');
    const step = async (fields: Record<string, string>, to = '') => {
      const next = new URLSearchParams(fields);
      if (typeof language === 'string') next.set('lang', language);
      if (url.searchParams.has('embed')) next.set('embed', '1');
      const said = { ...fields, to };
      return redirect(
        (await publicPages.withState(url.pathname, next, { said })) ?? url.pathname,
        303,
      );
    };
    if (form.get('intent') !== 'check') {
      const { verificationId, channel, to } = await submit(args, {
        ...Object.fromEntries(form),
        purposes: form.getAll('purposes'),
      });
      return step({ channel, step: 'code', id: verificationId }, to);
    }
    const channel = form.get('channel') === 'email' ? 'email' : 'sms';
    const { status } = await publicPages.check(slug, String(form.get('id')), {
      code: form.get('code'),
    });
    if (status === 'approved') return step({ channel, step: 'done' });
    return refusedCode();
  });

/** Returns what the page of a sign-up form has beside the form: how far the visitor has come. */
export async function signUpStep({ publicPages, url }: Pick<VisitorArgs, 'publicPages' | 'url'>) {
  // Nothing that is stated under the organisation's name comes from the address, which anybody can write.
  const { said } = await publicPages.state(url);
  return { step: said['step'] ?? 'form', id: said['id'] ?? '', to: said['to'] ?? '' };
}
