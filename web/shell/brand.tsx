import { Link } from '@remix-run/react';
import classes from './shell.module.css';

/** The name and logo, linked to the home page. */
export function Brand() {
  return (
    <Link to="/" className={classes['brand']}>
      <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden>
        <rect width="32" height="32" rx="8" fill="var(--mantine-color-assent-7)" />
        <path
          d="M8.5 17.2l4.9 4.9L23.8 10.9"
          fill="none"
          stroke="#fff"
          strokeWidth="3.4"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      Assent
    </Link>
  );
}
