import { data } from '@remix-run/node';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { isolated } from '../public/isolated.ts';
import { Sheet } from '../public/sheet.tsx';
import { wordsOf } from '../public/words/index.ts';
import { visitorAct, visitorPage } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';

export const meta: MetaFunction = () => [
  { title: 'Confirm' },
  { name: 'robots', content: 'noindex' },
];

/** Opening the page changes nothing, because mail scanners open links. */
export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const found = await publicPages.describeConfirm(String(params['token']), url.searchParams);
  if (!found) throw data({ message: 'This link does not work' }, { status: 404 });
  return found;
});

export const action = visitorAct({ '': [] }, async ({ publicPages, params, url }) => {
  const token = String(params['token']);
  const status = await publicPages.confirm(token);
  if (!status) throw data({ message: 'This link does not work' }, { status: 404 });
  return redirect(`/c/${token}${url.search}`);
});

export default function Confirm() {
  const { organization, purpose, to, status, language, receipts, wordings } =
    useLoaderData<typeof loader>();
  const words = wordsOf(language);
  const address = isolated(to);
  if (status === 'approved') {
    return (
      <Sheet organization={organization} language={language} title={words.done.title}>
        <p>{words.confirm.done(organization.name, address)}</p>
        {receipts.map((one) => (
          <p key={one.path} className="quiet">
            <Link to={`${one.path}?lang=${language}`} reloadDocument>
              {words.receipt.keep(one.purpose)}
            </Link>
          </p>
        ))}
      </Sheet>
    );
  }
  if (status !== 'pending') {
    return (
      <Sheet organization={organization} language={language} title={words.confirm.over}>
        <p>{words.confirm.overWords}</p>
      </Sheet>
    );
  }
  return (
    <Sheet
      organization={organization}
      language={language}
      title={words.confirm.title(purpose ?? words.confirm.several)}
    >
      <p>{words.confirm.words(address, organization.name)}</p>
      {wordings.length > 0 && <p>{words.confirm.agree}</p>}
      {wordings.map((one) => (
        <blockquote
          key={one.text}
          dir="auto"
          {...(one.language === 'und' ? {} : { lang: one.language })}
        >
          {one.text}
        </blockquote>
      ))}
      <form method="post">
        <button type="submit">{words.confirm.button}</button>
      </form>
      <p className="quiet">{words.confirm.notYou}</p>
    </Sheet>
  );
}
