import type { ReactNode } from 'react';
import type { FormPage } from '../../api/client-types.ts';
import { CodeStep } from './code-step.tsx';
// oxlint-disable-next-line import/default -- what Vite makes of it: the address of the script, bundled
import proofScript from './proof.ts?worker&url';
import { useRefusal } from './refusal.ts';
import { Sheet } from './sheet.tsx';
import { SignUpForm } from './sign-up-form.tsx';
import { wordsOf } from './words/index.ts';

type Props = {
  page: FormPage & { step: string; id: string; to: string; embedded: boolean };
  /** The path of the form. */
  start: string;
  foot: ReactNode;
};

/** A sign-up form, the code after it, and the thanks. */
export function SignUpPage({ page, start, foot }: Props) {
  const answer = useRefusal();
  const words = wordsOf(page.language);
  const { organization, language, step } = page;
  const sheet = { organization, language, embedded: page.embedded };
  if (step === 'done') {
    return (
      <Sheet {...sheet} title={words.done.title} foot={foot}>
        <p dir="auto">{page.thanks || words.done.words(organization.name)}</p>
      </Sheet>
    );
  }
  if (step === 'code') {
    return <CodeStep page={page} words={words} answer={answer} sheet={sheet} start={start} />;
  }
  return (
    <Sheet {...sheet} title={page.title} foot={foot}>
      {page.intro ? (
        <p className="intro" dir="auto">
          {page.intro}
        </p>
      ) : null}
      {page.boxes.length ? (
        <SignUpForm page={page} words={words} answer={answer} />
      ) : (
        <p>{words.signUp.nothing}</p>
      )}
      {page.work && page.boxes.length ? <script type="module" src={proofScript} /> : null}
    </Sheet>
  );
}
