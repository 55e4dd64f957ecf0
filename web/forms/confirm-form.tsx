import type { ReactNode } from 'react';
import { DialogForm } from './dialog-form.tsx';

/** An act that cannot be undone: asked for in a dialog, done by its red button. Works without a script. */
export function ConfirmForm({
  intent,
  ask,
  title,
  act,
  words,
  children,
}: {
  intent: string;
  ask: string;
  title?: string;
  act: string;
  /** What exactly will happen. */
  words?: string;
  /** Fields, when there is something to choose. */
  children?: ReactNode;
}) {
  return (
    <DialogForm
      intent={intent}
      ask={ask}
      act={act}
      {...(title ? { title } : {})}
      button={{ variant: 'outline', color: 'red' }}
      actButton={{ color: 'red' }}
    >
      {words ? <p>{words}</p> : null}
      {children}
    </DialogForm>
  );
}
