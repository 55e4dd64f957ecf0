import { Button } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import classes from '../ui/ui.module.css';

/** Fields below one another, at a width that is easy to read. */
export function Fields({ children }: { children: ReactNode }) {
  return <div className={classes['form']}>{children}</div>;
}

/** Fields that belong side by side. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={classes['formRow']}>{children}</div>;
}

/** The row of buttons. */
export function FormEnd({ children }: { children: ReactNode }) {
  return <div className={classes['formEnd']}>{children}</div>;
}

/** A link beside the save button that leaves everything as it was. */
export function CancelLink({ to }: { to: string }) {
  return (
    <Button component={Link} to={to} variant="subtle" color="gray">
      Cancel
    </Button>
  );
}

/** Many small choices, in as many columns as fit. */
export function Choices({ children }: { children: ReactNode }) {
  return <div className={classes['choices']}>{children}</div>;
}
