import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { CodeStep } from '../public/code-step.tsx';
// oxlint-disable-next-line import/default -- what Vite makes of it: the address of the script, bundled
import proofScript from '../public/proof.ts?worker&url';
import { useRefusal } from '../public/refusal.ts';
import { Sheet } from '../public/sheet.tsx';
import { SignUpFoot, SignUpForm } from '../public/sign-up-form.tsx';
import { wordsOf } from '../public/words/index.ts';
import { visitorAct, visitorPage } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { refusedCode } from '../server/refused-code.server.ts';

/** A sign-up form. `opt-in` is the one every organization has. */
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `${data.title} · ${data.organization.name}` : 'Assent' },
];

export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const page = await publicPages.form(
    String(params['slug']),
    String(params['form']),
    url.searchParams,
  );
  // Nothing that is stated under the organisation's name comes from the address, which anybody can write.
  const { said } = await publicPages.state(url);
  return {
    ...page,
    title: page.title || wordsOf(page.language).signUp.title(page.organization.name),
    step: said['step'] ?? 'form',
    id: said['id'] ?? '',
    to: said['to'] ?? '',
    embedded: url.searchParams.has('embed'),
  };
});

export const action = visitorAct(
  { '': [], check: ['id', 'code'] },
  async ({ publicPages, params, form, url }) => {
    const slug = String(params['slug']);
    const formSlug = String(params['form']);
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
      const { verificationId, channel, to } = await publicPages.submit(slug, formSlug, {
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
  },
);

export default function SignUp() {
  const page = useLoaderData<typeof loader>();
  const answer = useRefusal();
  const words = wordsOf(page.language);
  const { organization, language, step } = page;
  const sheet = { organization, language, embedded: page.embedded };
  const foot = <SignUpFoot page={page} words={words} />;
  if (step === 'done') {
    return (
      <Sheet {...sheet} title={words.done.title} foot={foot}>
        <p dir="auto">{page.thanks || words.done.words(organization.name)}</p>
      </Sheet>
    );
  }
  if (step === 'code') return <CodeStep page={page} words={words} answer={answer} sheet={sheet} />;
  return (
    <Sheet {...sheet} title={page.title} foot={foot}>
      {page.intro ? (
        <p className="intro" dir="auto">
          {page.intro}
        </p>
      ) : null}
      {page.boxes.length ? (
        <SignUpForm page={page} words={words} answer={answer} />
      ) : (
        <p>{words.signUp.nothing}</p>
      )}
      {page.work && page.boxes.length ? <script type="module" src={proofScript} /> : null}
    </Sheet>
  );
}
