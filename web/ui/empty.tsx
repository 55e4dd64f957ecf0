import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './ui.module.css';

export type EmptyProps = {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
};

/** Says why a list is empty, and what to do next. */
export function Empty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className={classes['empty']}>
      <Icon size={28} strokeWidth={1.6} aria-hidden />
      <p className={classes['emptyTitle']}>{title}</p>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}

/** An empty list: because of its filters, or because there is nothing yet. */
export function EmptyList({
  filtered,
  none,
  ...nothing
}: EmptyProps & {
  filtered: boolean;
  /** Says that nothing matches the filters. */
  none: string;
}) {
  if (!filtered) return <Empty {...nothing} />;
  return (
    <Empty icon={nothing.icon} title={none}>
      Change or clear the filters.
    </Empty>
  );
}
