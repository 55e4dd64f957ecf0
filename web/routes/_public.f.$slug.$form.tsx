import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { SignUpFoot } from '../public/sign-up-form.tsx';
import { SignUpPage } from '../public/sign-up-page.tsx';
import { wordsOf } from '../public/words/index.ts';
import { visitorPage } from '../server/page.server.ts';
import { signUpAction, signUpStep } from '../server/sign-up.server.ts';

/** A sign-up form. `opt-in` is the one every organization has. */
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `${data.title} · ${data.organization.name}` : 'Assent' },
];

export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const page = await publicPages.form(
    String(params['slug']),
    String(params['form']),
    url.searchParams,
  );
  return {
    ...page,
    title: page.title || wordsOf(page.language).signUp.title(page.organization.name),
    ...(await signUpStep({ publicPages, url })),
    embedded: url.searchParams.has('embed'),
  };
});

export const action = signUpAction(({ publicPages, params }, fields) =>
  publicPages.submit(String(params['slug']), String(params['form']), fields),
);

export default function SignUp() {
  const page = useLoaderData<typeof loader>();
  return (
    <SignUpPage
      page={page}
      start={`/f/${page.slug}/${page.form}`}
      foot={<SignUpFoot page={page} words={wordsOf(page.language)} />}
    />
  );
}
