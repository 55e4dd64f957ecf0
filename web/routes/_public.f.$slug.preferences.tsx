import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { AskAddress } from '../public/ask-address.tsx';
import { wordsOf } from '../public/words/index.ts';
import { doneAddress } from '../server/public-done.server.ts';
import { visitorAct, visitorPage } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';

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
  done: (await publicPages.state(url)).said['done'] === 'yes',
  state: url.searchParams.get('state') ?? '',
}));

export const action = visitorAct(
  { '': ['channel', 'address'] },
  async ({ publicPages, params, form, url }) => {
    const slug = String(params['slug']);
    await publicPages.requestPreferencesLink(slug, Object.fromEntries(form));
    return redirect(await doneAddress(publicPages, url));
  },
);

export default function RequestPreferences() {
  const page = useLoaderData<typeof loader>();
  const words = wordsOf(page.language);
  const { get } = words.preferences;
  return (
    <AskAddress
      page={page}
      words={words}
      title={get.title}
      lead={get.lead}
      which={{
        label: words.how,
        channels: [
          { channel: 'email', words: words.byMail },
          { channel: 'sms', words: words.byText },
        ],
      }}
      button={get.button}
      done={{ title: get.done, words: get.doneWords }}
    />
  );
}
