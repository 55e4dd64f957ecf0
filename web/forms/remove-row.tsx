import type { ReactNode } from 'react';
import { Over } from '../ui/list.tsx';
import { DialogForm } from './dialog-form.tsx';

/** Removes what a row of a list shows, after asking. The form sends the row's `id`. */
export function RemoveRow(props: {
  intent: string;
  id: string;
  /** On the button in the row. */
  ask?: string;
  /** The question, which names what goes. */
  title: string;
  act: string;
  /** What follows from it. */
  children: ReactNode;
}) {
  const { intent, id, ask = 'Remove', title, act, children } = props;
  return (
    <Over>
      <DialogForm
        intent={intent}
        row={id}
        ask={ask}
        title={title}
        act={act}
        button={{ size: 'compact-sm', variant: 'subtle', color: 'red' }}
        actButton={{ color: 'red' }}
      >
        <p>{children}</p>
      </DialogForm>
    </Over>
  );
}
