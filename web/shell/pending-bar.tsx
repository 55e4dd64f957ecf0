import { useNavigation } from '@remix-run/react';
import classes from './shell.module.css';

/** A thin line at the top while the next page loads. */
export function PendingBar() {
  const busy = useNavigation().state !== 'idle';
  return <div className={classes['pending']} data-busy={busy || undefined} aria-hidden />;
}
