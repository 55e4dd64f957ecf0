import type { ReactNode } from 'react';
import classes from './charts.module.css';

/** The main number of a chart, shown above it. */
export function BigNumber({ value, children }: { value: ReactNode; children: ReactNode }) {
  return (
    <p className={classes['big']}>
      <strong>{value}</strong>
      <span>{children}</span>
    </p>
  );
}
