import { data, redirect } from '@remix-run/node';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { isolated } from '../public/code-step.tsx';
import { Sheet } from '../public/sheet.tsx';
import { wordsOf } from '../public/words/index.ts';
import { visitorAct, visitorPage } from '../server/page.server.ts';

export const meta: MetaFunction = () => [{ title: 'Stay' }, { name: 'robots', content: 'noindex' }];

/** Looking changes nothing: mail scanners look too. */
export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const found = await publicPages.describeRenewal(String(params['token']), url.searchParams);
  if (!found) throw data({ message: 'This link does not work' }, { status: 404 });
  return found;
});

export const action = visitorAct(async ({ publicPages, params, url }) => {
  const token = String(params['token']);
  const status = await publicPages.renew(token);
  if (!status) throw data({ message: 'This link does not work' }, { status: 404 });
  return redirect(`/k/${token}${url.search}`);
});

export default function Renew() {
  const { organization, purpose, to, wording, status, language } = useLoaderData<typeof loader>();
  const { renew, confirm } = wordsOf(language);
  const sheet = { organization, language };
  if (status === 'renewed') {
    return (
      <Sheet {...sheet} title={renew.done}>
        <p>{renew.doneWords(organization.name, purpose, isolated(to))}</p>
      </Sheet>
    );
  }
  if (status === 'over') {
    return (
      <Sheet {...sheet} title={confirm.over}>
        <p>{renew.overWords}</p>
      </Sheet>
    );
  }
  return (
    <Sheet {...sheet} title={renew.title(purpose)}>
      <p dir="auto">{renew.words(isolated(to), wording)}</p>
      <form method="post">
        <button type="submit">{renew.button}</button>
      </form>
      <p className="quiet">{renew.quiet}</p>
    </Sheet>
  );
}
