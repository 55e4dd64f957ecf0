import type { ReactNode } from 'react';
import { DialogForm } from './dialog-form.tsx';

/** Asks for confirmation of an act that cannot be undone, in a dialog with a red button. Works without a script. */
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
  /** Says exactly what will happen. */
  words: string;
  /** Fields, if there is something to choose. */
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
      <p>{words}</p>
      {children}
    </DialogForm>
  );
}
