import { isRouteErrorResponse, Outlet, useRouteError, useRouteLoaderData } from '@remix-run/react';
import { Sheet } from '../public/sheet.tsx';
import { publicLanguage, wordsOf } from '../public/words/index.ts';
import { visitorPage } from '../server/page.server.ts';

/** Gives the language of a page that failed, and so has none of its own, and why a form was refused. */
export const loader = visitorPage(async ({ publicPages, url, acceptLanguage }) => ({
  refusal: (await publicPages.state(url)).refusal,
  language: publicLanguage(url.searchParams.get('lang') ?? acceptLanguage),
}));

/** For recipients: light, no script needed, no sign-in. */
export default function Public() {
  return <Outlet />;
}

export function ErrorBoundary() {
  const error = useRouteError();
  const data = useRouteLoaderData<typeof loader>('routes/_public');
  const language = data?.language ?? 'en';
  const { failure, errors } = wordsOf(language);
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const said =
    status === 404
      ? { title: failure.gone, words: failure.goneWords }
      : status === 429
        ? { title: failure.other, words: errors.tooMany }
        : status < 500
          ? { title: failure.refused, words: failure.refusedWords }
          : { title: failure.other, words: failure.otherWords };
  return (
    <Sheet
      organization={{ name: 'Assent', color: '#13714c' }}
      language={language}
      title={said.title}
    >
      <p>{said.words}</p>
    </Sheet>
  );
}
