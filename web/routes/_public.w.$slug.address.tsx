import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { SignUpPage } from '../public/sign-up-page.tsx';
import { wordsOf } from '../public/words/index.ts';
import { visitorPage } from '../server/page.server.ts';
import { signUpAction, signUpStep } from '../server/sign-up.server.ts';
// oxlint-disable-next-line import/default -- what Vite makes of it: the address of the script, bundled
import escapeScript from '../widget/escape.ts?worker&url';
import { WIDGET_WORDS } from '../widget/words.ts';

/** Where a visitor of the chat widget may leave an address: one of the organization's sign-up forms. */
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `${data.title} · ${data.organization.name}` : 'Assent' },
];

export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const page = await publicPages.widgetForm(String(params['slug']), url.searchParams);
  return {
    ...page,
    title: page.title || wordsOf(page.language).signUp.title(page.organization.name),
    ...(await signUpStep({ publicPages, url })),
    embedded: true,
  };
});

export const action = signUpAction(({ publicPages, params }, fields) =>
  publicPages.submitInWidget(String(params['slug']), fields),
);

export default function Address() {
  const page = useLoaderData<typeof loader>();
  const { slug, language } = page;
  return (
    <>
      <SignUpPage
        page={page}
        start={`/w/${slug}/address`}
        foot={
          <p>
            <a href={`/w/${slug}?lang=${language}`}>{WIDGET_WORDS[language].back}</a>
          </p>
        }
      />
      <script type="module" src={escapeScript} />
    </>
  );
}
