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
      ? `${wordsOf(data.language).optOut.title} · ${data.organization.name}`
      : 'Stop messages · Assent',
  },
];

export const loader = visitorPage(async ({ publicPages, params, url }) => ({
  ...(await publicPages.organization(String(params['slug']), url.searchParams)),
  channel: url.searchParams.get('channel') === 'email' ? ('email' as const) : ('sms' as const),
  done: url.searchParams.has('done'),
}));

export const action = visitorAct(async ({ publicPages, params, form, url }) => {
  const slug = String(params['slug']);
  await publicPages.optOut(slug, Object.fromEntries(form));
  const language = url.searchParams.get('lang');
  return redirect(`/f/${slug}/opt-out?done${language ? `&lang=${encodeURIComponent(language)}` : ''}`); // prettier-ignore
});

export default function OptOut() {
  const { organization, channel, done, language } = useLoaderData<typeof loader>();
  const said: unknown = useActionData();
  const answer = isFormAnswer(said) ? said : undefined;
  const words = wordsOf(language);
  const sms = channel === 'sms';
  const languages = (
    <LanguageLinks
      languages={FORM_LANGUAGES}
      language={language}
      words={words}
      query={done ? '&done' : `&channel=${channel}`}
    />
  );
  if (done) {
    return (
      <Sheet
        organization={organization}
        language={language}
        title={words.optOut.done}
        foot={languages}
      >
        <p>{words.optOut.doneWords(organization.name)}</p>
      </Sheet>
    );
  }
  return (
    <Sheet
      organization={organization}
      language={language}
      title={words.optOut.title}
      foot={languages}
    >
      <p>{words.optOut.lead}</p>
      <ChoiceLinks
        label={words.optOut.which}
        choices={[
          { to: `?channel=sms&lang=${language}`, words: words.optOut.texts, current: sms },
          { to: `?channel=email&lang=${language}`, words: words.optOut.mails, current: !sms },
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
        <button type="submit">{words.optOut.button}</button>
      </form>
    </Sheet>
  );
}
