import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { Count } from './values.tsx';
import classes from './ui.module.css';

export function Tiles({ children }: { children: ReactNode }) {
  return <div className={classes['tiles']}>{children}</div>;
}

export type TileProps = {
  label: string;
  value: number | string;
  /** The address of the rows behind the number. */
  to?: string;
  note?: ReactNode;
};

/** A number that links to its rows. */
export function Tile({ label, value, to, note }: TileProps) {
  const inside = (
    <>
      <span className={classes['tileLabel']}>{label}</span>
      <span className={classes['tileValue']} suppressHydrationWarning>
        {typeof value === 'number' ? <Count value={value} /> : value}
      </span>
      {note ? (
        <span className={classes['tileNote']} suppressHydrationWarning>
          {note}
        </span>
      ) : null}
    </>
  );
  if (!to) return <div className={classes['tile']}>{inside}</div>;
  return (
    <Link to={to} prefetch="intent" className={classes['tile']}>
      {inside}
    </Link>
  );
}
