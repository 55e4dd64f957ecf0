import type { ReactNode } from 'react';
import { Over } from '../ui/list.tsx';
import { DialogForm } from './dialog-form.tsx';

/** Removes an entry of a list after a confirmation. The form sends the row's `id`. */
export function RemoveRow(props: {
  intent: string;
  id: string;
  /** The label of the button in the row. */
  ask?: string;
  /** The question, which names what will be removed. */
  title: string;
  act: string;
  /** The consequences. */
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
