import { Button, type ButtonProps } from '@mantine/core';
import { Link, useLocation } from '@remix-run/react';
import { useId, useState, type ReactNode } from 'react';
import { Local } from './values.tsx';
import classes from './ui.module.css';

/** React 18 does not know these attributes yet and writes them unchanged. */
const opens = (id: string) => ({ popovertarget: id });
const closes = (id: string) => ({ popovertarget: id, popovertargetaction: 'hide' });
const POPOVER = { popover: 'auto' };

export type DialogProps = {
  /** One or several buttons open the dialog by this id. */
  id: string;
  title: string;
  /** Whether the page loads with the dialog open, because its form was refused. */
  open?: boolean;
  children: ReactNode;
};

/**
 * Shows a question above the page; the layout does not move. The browser opens and closes it, so it works without a
 * script. Escape and a click outside close it.
 */
export function Dialog({ id, title, open = false, children }: DialogProps) {
  const heading = useId();
  // Only when the page loads; afterwards the browser knows whether the dialog is open.
  const [came] = useState(open);
  return (
    <dialog
      id={id}
      {...POPOVER}
      open={came && open}
      aria-labelledby={heading}
      className={classes['dialog']}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}

/** Opens a dialog. */
export function OpenDialog({
  dialog,
  children,
  ...props
}: ButtonProps & { dialog: string; children: ReactNode }) {
  return (
    <Button type="button" {...props} {...opens(dialog)}>
      <Local>{children}</Local>
    </Button>
  );
}

/** Closes the dialog and changes nothing. `open`: the page loaded with the dialog open. */
export function CloseDialog({ dialog, open }: { dialog: string; open: boolean }) {
  const { pathname, search } = useLocation();
  if (open) {
    return (
      <Button component={Link} to={`${pathname}${search}`} variant="default">
        Cancel
      </Button>
    );
  }
  return (
    <Button type="button" variant="default" {...closes(dialog)}>
      Cancel
    </Button>
  );
}
