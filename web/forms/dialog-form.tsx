import { type ButtonProps } from '@mantine/core';
import { useActionData, useNavigation } from '@remix-run/react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { CloseDialog, Dialog, OpenDialog } from '../ui/dialog.tsx';
import { isFormAnswer, isGone, type FormAnswer } from '../core/answer.ts';
import { SubmitButton } from './fields.tsx';
import { PageForm } from './form.tsx';
import { FormEnd } from './layout.tsx';

export type DialogFormProps = {
  /** Tells this form from others of the page. */
  intent: string;
  /** On the button that opens it. */
  ask: string;
  /** Above what will happen, as a question. */
  title?: string;
  /** On the button that does it. */
  act: string;
  /** What exactly will happen, and fields when there is something to choose. */
  children?: ReactNode;
  button?: ButtonProps;
  actButton?: ButtonProps;
  /** An id for other buttons to open it too. */
  id?: string;
  /** Sent as `id`: which row of a list it is about, where each row has this form. */
  row?: string;
};

/** An act that is asked for once more, in a dialog. Works without a script. */
export function DialogForm(props: DialogFormProps) {
  const { intent, ask, title = 'Are you sure?', act, children, button, actButton, row } = props;
  const made = useId();
  const id = props.id ?? made;
  const said: unknown = useActionData();
  // Without a script a refused act comes back as a new page: what was wrong with it must be seen.
  const about = isFormAnswer(said) && said.intent === intent && isOf(row, said);
  const refused = about && !isGone(said);
  useClosedWhenDone(id, intent, refused);
  return (
    <>
      <OpenDialog dialog={id} {...button}>
        {ask}
      </OpenDialog>
      <Dialog id={id} title={title} open={refused}>
        <PageForm intent={intent}>
          {row === undefined ? null : <input type="hidden" name="id" value={row} />}
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

/** Whether an answer is about this row of a list. */
const isOf = (row: string | undefined, { values }: FormAnswer): boolean =>
  row === undefined || values.some(([field, value]) => field === 'id' && value === row);

/** With a script the page stays: once its form was accepted, the dialog goes. */
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
