import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { AskAddress } from '../public/ask-address.tsx';
import { wordsOf } from '../public/words/index.ts';
import { doneAddress } from '../server/public-done.server.ts';
import { visitorAct, visitorPage } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';

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
  done: (await publicPages.state(url)).said['done'] === 'yes',
  state: url.searchParams.get('state') ?? '',
}));

export const action = visitorAct(
  { '': ['channel', 'address'] },
  async ({ publicPages, params, form, url }) => {
    const slug = String(params['slug']);
    await publicPages.optOut(slug, Object.fromEntries(form));
    return redirect(await doneAddress(publicPages, url));
  },
);

export default function OptOut() {
  const page = useLoaderData<typeof loader>();
  const words = wordsOf(page.language);
  const { optOut } = words;
  return (
    <AskAddress
      page={page}
      words={words}
      title={optOut.title}
      lead={optOut.lead}
      which={{
        label: optOut.which,
        channels: [
          { channel: 'sms', words: optOut.texts },
          { channel: 'email', words: optOut.mails },
        ],
      }}
      button={optOut.button}
      done={{ title: optOut.done, words: optOut.doneWords(page.organization.name) }}
    />
  );
}
