import { Link } from '@remix-run/react';
import classes from './charts.module.css';

/** Links that choose how many days the charts show, in the page's address. */
export function Ranges({ chosen, choices }: { chosen: number; choices: readonly number[] }) {
  return (
    <nav className={classes['ranges']} aria-label="Days shown">
      {choices.map((days) => (
        <Link
          key={days}
          to={`?days=${days}`}
          prefetch="intent"
          preventScrollReset
          aria-current={days === chosen ? 'true' : undefined}
        >
          {days} days
        </Link>
      ))}
    </nav>
  );
}
