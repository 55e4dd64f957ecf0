import { SubmitButton } from './fields.tsx';
import { PageForm } from './form.tsx';
import classes from '../ui/ui.module.css';

/** An act that cannot be undone: opened first, done second. Works without a script. */
export function ConfirmForm({
  intent,
  ask,
  act,
  words,
}: {
  intent: string;
  ask: string;
  act: string;
  /** What exactly will happen. */
  words?: string;
}) {
  return (
    <details className={classes['confirm']}>
      <summary>{ask}</summary>
      <PageForm intent={intent}>
        {words ? <p>{words}</p> : null}
        <SubmitButton color="red">{act}</SubmitButton>
      </PageForm>
    </details>
  );
}
