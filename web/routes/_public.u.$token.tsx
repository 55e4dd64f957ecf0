import { data } from '@remix-run/node';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { isolated } from '../public/isolated.ts';
import { Sheet } from '../public/sheet.tsx';
import { wordsOf } from '../public/words/index.ts';
import { BY_LINK, visitorAct, visitorPage } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';

export const meta: MetaFunction = () => [
  { title: 'Unsubscribe' },
  { name: 'robots', content: 'noindex' },
];

/** Opening the page changes nothing, because mail scanners open links. */
export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const found = await publicPages.describeUnsubscribe(String(params['token']), url.searchParams);
  if (!found) throw data({ message: 'This link does not work' }, { status: 404 });
  return found;
});

export const action = visitorAct(BY_LINK, async ({ publicPages, params }) => {
  const token = String(params['token']);
  const done = await publicPages.unsubscribe(token);
  if (!done) throw data({ message: 'This link does not work' }, { status: 404 });
  return redirect(`/u/${token}`);
});

export default function Unsubscribe() {
  const { organization, purpose, channel, to, subscribed, language, preferencesUrl } =
    useLoaderData<typeof loader>();
  const { unsubscribe: words, signUp } = wordsOf(language);
  const foot = (
    <p>
      <a href={preferencesUrl}>{signUp.preferences}</a>
    </p>
  );
  const what = purpose ?? (channel === 'sms' ? words.texts : words.mails);
  if (!subscribed) {
    return (
      <Sheet organization={organization} language={language} foot={foot} title={words.done}>
        <p>{words.doneWords(organization.name, what, isolated(to))}</p>
      </Sheet>
    );
  }
  return (
    <Sheet organization={organization} language={language} foot={foot} title={words.title(what)}>
      <p>{words.words(isolated(to))}</p>
      {/* The query tells this form from a mail program's one-click request (api/tracking.ts). */}
      <form method="post" action="?confirm=1">
        <button type="submit">{words.button}</button>
      </form>
    </Sheet>
  );
}
