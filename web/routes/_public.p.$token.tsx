import { data } from '@remix-run/node';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { isolated } from '../public/isolated.ts';
import { ComeBack, EnterCode, History, LanguageForm, Received } from '../public/preferences.tsx';
import { useRefusal } from '../public/refusal.ts';
import { Sheet } from '../public/sheet.tsx';
import { YourData } from '../public/your-data.tsx';
import { FormProblem } from '../public/sign-up-form.tsx';
import { wordsOf } from '../public/words/index.ts';
import { BY_LINK, visitorAct, visitorPage } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { refusedCode } from '../server/refused-code.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? wordsOf(data.language).preferences.title(data.organization.name) : 'Assent' },
  { name: 'robots', content: 'noindex' },
];

const notOurs = () => data({ message: 'This link does not work' }, { status: 404 });

/** Opening the page changes nothing, because mail scanners open links. */
export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const found = await publicPages.describePreferences(String(params['token']), url.searchParams);
  if (!found) throw notOurs();
  const { said } = await publicPages.state(url);
  return {
    ...found,
    done: said['done'] ?? '',
    id: said['id'] ?? '',
    asks: said['kind'] ?? null,
  };
});

export const action = visitorAct(BY_LINK, async ({ publicPages, params, form, url }) => {
  const token = String(params['token']);
  const lang = url.searchParams.get('lang');
  const back = async (said: Record<string, string>, language = lang) => {
    const query = new URLSearchParams({ ...(language ? { lang: language } : {}), ...said });
    return redirect(
      (await publicPages.withState(url.pathname, query, { said })) ?? url.pathname,
      303,
    );
  };
  if (form.get('intent') === 'check') {
    const checked = await publicPages.checkPreference(token, String(form.get('id')), {
      code: form.get('code'),
    });
    if (checked?.status !== 'approved') return refusedCode();
    const { said } = await publicPages.state(url);
    return back({ done: said['for'] === 'privacy' ? 'requested' : 'granted' });
  }
  const changed = await publicPages.changePreferences(token, {
    ...Object.fromEntries(form),
    purposes: form.getAll('purposes'),
    shown: form.getAll('shown'),
  });
  if (!changed) throw notOurs();
  if (changed.done === 'asked' && form.get('intent') === 'privacy') {
    const kind = String(form.get('kind'));
    return back({ done: 'code', for: 'privacy', kind, id: changed.verificationId });
  }
  if (changed.done === 'asked' && changed.channel === 'sms') {
    return back({ done: 'code', id: changed.verificationId });
  }
  if (changed.done === 'language') return back({ done: 'saved' }, String(form.get('language')));
  if (changed.done === 'language_kept') return back({ done: 'kept' }, String(form.get('language')));
  return back({ done: changed.done });
});

export default function Preferences() {
  const page = useLoaderData<typeof loader>();
  const answer = useRefusal();
  const { organization, language, channel, to, blocked, done } = page;
  const words = wordsOf(language);
  const { preferences: own } = words;
  const news = {
    withdrawn: own.stopped,
    asked: own.asked,
    saved: own.saved,
    kept: own.languageKept,
    granted: own.granted,
    requested: own.data.requested,
    running: own.data.running,
  };
  const told = Object.entries(news).find(([key]) => key === done)?.[1];
  return (
    <Sheet organization={organization} language={language} title={own.title(organization.name)}>
      <p>{own.lead(isolated(to), channel === 'sms')}</p>
      {told && !answer ? <output className="note">{told}</output> : null}
      <FormProblem answer={answer} words={words} />
      {done === 'code' ? (
        <EnterCode id={page.id} channel={channel} asks={page.asks} words={words} answer={answer} />
      ) : null}
      {blocked ? <p className="note">{own.blocked}</p> : null}
      <Received page={page} words={words} />
      {blocked ? null : <ComeBack page={page} words={words} answer={answer} />}
      <YourData page={page} words={words} />
      <LanguageForm language={language} words={words} />
      <History page={page} words={words} />
    </Sheet>
  );
}
