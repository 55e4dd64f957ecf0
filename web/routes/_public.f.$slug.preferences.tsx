import { redirect } from '@remix-run/node';
import { useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { FORM_LANGUAGES } from '../../domain/forms/contract.ts';
import { isFormAnswer } from '../forms/answer.ts';
import { ChoiceLinks, problemWith, PublicField } from '../public/public-field.tsx';
import { Sheet } from '../public/sheet.tsx';
import { FormProblem, LanguageLinks } from '../public/sign-up-form.tsx';
import { wordsOf } from '../public/words/index.ts';
import { visitorAct, visitorPage } from '../server/page.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  {
    title: data
      ? `${wordsOf(data.language).preferences.get.title} · ${data.organization.name}`
      : 'Assent',
  },
];

export const loader = visitorPage(async ({ publicPages, params, url }) => ({
  ...(await publicPages.organization(String(params['slug']), url.searchParams)),
  channel: url.searchParams.get('channel') === 'sms' ? ('sms' as const) : ('email' as const),
  done: url.searchParams.has('done'),
}));

export const action = visitorAct(async ({ publicPages, params, form, url }) => {
  const slug = String(params['slug']);
  await publicPages.requestPreferencesLink(slug, Object.fromEntries(form));
  const lang = url.searchParams.get('lang');
  return redirect(`/f/${slug}/preferences?done${lang ? `&lang=${encodeURIComponent(lang)}` : ''}`);
});

export default function RequestPreferences() {
  const { organization, channel, done, language } = useLoaderData<typeof loader>();
  const said: unknown = useActionData();
  const answer = isFormAnswer(said) ? said : undefined;
  const words = wordsOf(language);
  const { get } = words.preferences;
  const sms = channel === 'sms';
  const languages = (
    <LanguageLinks
      languages={FORM_LANGUAGES}
      language={language}
      words={words}
      query={done ? '&done' : `&channel=${channel}`}
    />
  );
  const sheet = { organization, language, foot: languages };
  if (done) {
    return (
      <Sheet {...sheet} title={get.done}>
        <p>{get.doneWords}</p>
      </Sheet>
    );
  }
  return (
    <Sheet {...sheet} title={get.title}>
      <p>{get.lead}</p>
      <ChoiceLinks
        label={words.how}
        choices={[
          { to: `?channel=email&lang=${language}`, words: words.byMail, current: !sms },
          { to: `?channel=sms&lang=${language}`, words: words.byText, current: sms },
        ]}
      />
      <form method="post" noValidate>
        <FormProblem answer={answer} words={words} />
        <input type="hidden" name="channel" value={channel} />
        <PublicField
          name="address"
          label={sms ? words.phone : words.email}
          type={sms ? 'tel' : 'email'}
          autoComplete={sms ? 'tel' : 'email'}
          answer={answer}
          error={problemWith(answer, 'address', words, channel)}
        />
        <button type="submit">{get.button}</button>
      </form>
    </Sheet>
  );
}
