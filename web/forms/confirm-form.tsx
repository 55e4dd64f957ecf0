import { useActionData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { isFormAnswer } from './answer.ts';
import { SubmitButton } from './fields.tsx';
import { PageForm } from './form.tsx';
import classes from '../ui/ui.module.css';

/** An act that cannot be undone: opened first, done second. Works without a script. */
export function ConfirmForm({
  intent,
  ask,
  act,
  words,
  children,
}: {
  intent: string;
  ask: string;
  act: string;
  /** What exactly will happen. */
  words?: string;
  /** Fields, when there is something to choose. */
  children?: ReactNode;
}) {
  const said: unknown = useActionData();
  // Without a script a refused act comes back as a new page: what was wrong with it must be seen.
  const refused = isFormAnswer(said) && said.intent === intent;
  return (
    <details open={refused} className={classes['confirm']}>
      <summary>{ask}</summary>
      <PageForm intent={intent}>
        {words ? <p>{words}</p> : null}
        {children}
        <SubmitButton color="red">{act}</SubmitButton>
      </PageForm>
    </details>
  );
}
