import { type ButtonProps } from '@mantine/core';
import { useActionData, useNavigation } from '@remix-run/react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { CloseDialog, Dialog, OpenDialog } from '../ui/dialog.tsx';
import { isFormAnswer, isGone, isOf } from '../core/answer.ts';
import { SubmitButton } from './fields.tsx';
import { PageForm } from './form.tsx';
import { FormEnd } from './layout.tsx';

export type DialogFormProps = {
  /** Tells this form from other forms of the page. */
  intent: string;
  /** The label of the button that opens the dialog. */
  ask: string;
  /** The title of the dialog, as a question. */
  title?: string;
  /** The label of the button that submits. */
  act: string;
  /** Says exactly what will happen; fields, if there is something to choose. */
  children?: ReactNode;
  button?: ButtonProps;
  actButton?: ButtonProps;
  /** An id by which other buttons can open it too. */
  id?: string;
  /** Sent as `id`: the row it is about, in lists where each row has this form. */
  row?: string;
};

/** Asks for confirmation in a dialog. Works without a script. */
export function DialogForm(props: DialogFormProps) {
  const { intent, ask, title = 'Are you sure?', act, children, button, actButton, row } = props;
  const made = useId();
  const id = props.id ?? made;
  const said: unknown = useActionData();
  // Without a script a refused act comes back as a new page, so the dialog must be open to show the error.
  const about = isFormAnswer(said) && said.intent === intent && isOf(row, said);
  const refused = about && !isGone(said);
  useClosedWhenDone(id, intent, refused);
  return (
    <>
      <OpenDialog dialog={id} {...button}>
        {ask}
      </OpenDialog>
      <Dialog id={id} title={title} open={refused}>
        <PageForm intent={intent} row={row}>
          {children}
          <FormEnd>
            <CloseDialog dialog={id} open={refused} />
            <SubmitButton {...actButton}>{act}</SubmitButton>
          </FormEnd>
        </PageForm>
      </Dialog>
    </>
  );
}

/** Closes the dialog once its form was accepted; with a script the page stays. */
function useClosedWhenDone(id: string, intent: string, refused: boolean): void {
  const navigation = useNavigation();
  const sent = useRef(false);
  useEffect(() => {
    if (navigation.state !== 'idle') {
      if (navigation.formData?.get('intent') === intent) sent.current = true;
      return;
    }
    if (sent.current && !refused) {
      const dialog = document.getElementById(id);
      if (dialog?.matches(':popover-open')) dialog.hidePopover();
    }
    sent.current = false;
  }, [navigation, id, intent, refused]);
}
