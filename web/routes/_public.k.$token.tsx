import { data } from '@remix-run/node';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { isolated } from '../public/isolated.ts';
import { useRefusal } from '../public/refusal.ts';
import { Sheet } from '../public/sheet.tsx';
import { FormProblem } from '../public/sign-up-form.tsx';
import { wordsOf } from '../public/words/index.ts';
import { visitorAct, visitorPage } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';

export const meta: MetaFunction = () => [{ title: 'Stay' }, { name: 'robots', content: 'noindex' }];

/** Opening the page changes nothing, because mail scanners open links. */
export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const found = await publicPages.describeRenewal(String(params['token']), url.searchParams);
  if (!found) throw data({ message: 'This link does not work' }, { status: 404 });
  return found;
});

export const action = visitorAct({ '': [] }, async ({ publicPages, params, form, url }) => {
  const token = String(params['token']);
  const status = await publicPages.renew(token, url.searchParams, Object.fromEntries(form));
  if (!status) throw data({ message: 'This link does not work' }, { status: 404 });
  return redirect(`/k/${token}${url.search}`);
});

export default function Renew() {
  const { organization, purpose, to, wording, shown, status, language } =
    useLoaderData<typeof loader>();
  const refusal = useRefusal();
  const words = wordsOf(language);
  const { renew, confirm } = words;
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
      <FormProblem answer={refusal} words={words} />
      <p dir="auto">{renew.words(isolated(to), wording)}</p>
      <form method="post">
        <input type="hidden" name="shown" value={shown} />
        <button type="submit">{renew.button}</button>
      </form>
      <p className="quiet">{renew.quiet}</p>
    </Sheet>
  );
}
