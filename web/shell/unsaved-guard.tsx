import { Button } from '@mantine/core';
import { useBeforeUnload, useBlocker } from '@remix-run/react';
import { useEffect, useId, useRef, useState, type RefObject } from 'react';
import { isEdited, isField } from '../core/edited.ts';
import { FormEnd } from '../forms/layout.tsx';
import classes from '../ui/ui.module.css';

/**
 * Asks before somebody leaves a page whose editor (`PageForm guarded`) has changes that are not saved: by a link, by
 * Back, or by another form of the page. For a closed tab or another site the browser itself asks.
 */
export function UnsavedGuard() {
  const { passing, held, pass, stay } = useHeldForm();
  const blocker = useBlocker(
    ({ currentLocation: here, nextLocation: there }) =>
      !passing.current &&
      (here.pathname !== there.pathname || here.search !== there.search) &&
      hasUnsaved(),
  );
  useBeforeUnload((event) => {
    if (hasUnsaved()) event.preventDefault();
  });
  const asks = blocker.state === 'blocked' || held;
  return asks ? (
    <AskToLeave
      onStay={() => {
        if (blocker.state === 'blocked') blocker.reset();
        stay();
      }}
      onLeave={() => {
        if (blocker.state === 'blocked') blocker.proceed();
        pass();
      }}
    />
  ) : null;
}

function AskToLeave({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={heading} className={classes['dialog']} onCancel={onStay}>
      <h2 id={heading}>Go on without saving?</h2>
      <p>What you changed on this page is not saved, and may be lost.</p>
      <FormEnd>
        <Button variant="default" onClick={onStay}>
          Stay here
        </Button>
        <Button color="red" onClick={onLeave}>
          Go on without saving
        </Button>
      </FormEnd>
    </dialog>
  );
}

type Held = { form: HTMLFormElement; button: HTMLElement | null };

/**
 * Holds back another form of the page while an editor has unsaved changes: its answer would replace the page.
 * `passing`: a form is being submitted that may leave the page.
 */
function useHeldForm(): {
  passing: RefObject<boolean>;
  held: boolean;
  pass: () => void;
  stay: () => void;
} {
  const passing = useRef(false);
  const [held, setHeld] = useState<Held | null>(null);
  useEffect(() => {
    const onSubmit = (event: SubmitEvent): void => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement)) return;
      if (!passing.current && hasUnsaved(form)) {
        event.preventDefault();
        event.stopPropagation();
        setHeld({ form, button: event.submitter });
        return;
      }
      passing.current = true;
      setTimeout(() => {
        passing.current = false;
      });
    };
    // Before React, which navigates at the same event.
    window.addEventListener('submit', onSubmit, true);
    return () => window.removeEventListener('submit', onSubmit, true);
  }, []);
  return {
    passing,
    held: held !== null,
    stay: () => setHeld(null),
    pass: () => {
      setHeld(null);
      if (!held) return;
      passing.current = true;
      held.form.requestSubmit(held.button);
    },
  };
}

/**
 * Whether an editor of this page has a change that is not saved. What was refused is not saved either.
 * @param sent the form that is being submitted
 */
const hasUnsaved = (sent?: HTMLFormElement): boolean =>
  [...document.querySelectorAll<HTMLFormElement>('form[data-guarded]')].some(
    (form) =>
      form !== sent &&
      ('answered' in form.dataset ||
        [...form.elements]
          .filter(isField)
          .some((field) => !('notSaved' in field.dataset) && isEdited(field))),
  );
