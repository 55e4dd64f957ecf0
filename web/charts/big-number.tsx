import type { ReactNode } from 'react';
import classes from './charts.module.css';

/** The one number a chart is about, above it. */
export function BigNumber({ value, children }: { value: ReactNode; children: ReactNode }) {
  return (
    <p className={classes['big']}>
      <strong>{value}</strong>
      <span>{children}</span>
    </p>
  );
}
