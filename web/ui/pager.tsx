import { Button } from '@mantine/core';
import { Link, useLocation, useSearchParams } from '@remix-run/react';
import classes from './ui.module.css';

/** Cursor paging in the URL: to the next page, or back to the first. */
export function Pager({ next }: { next: string | null }) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const first = search.has('cursor');
  if (!next && !first) return null;
  const link = (cursor: string | null): string => {
    const params = new URLSearchParams(search);
    if (cursor) params.set('cursor', cursor);
    else params.delete('cursor');
    return `${pathname}?${params.toString()}`;
  };
  return (
    <nav className={classes['pager']} aria-label="Pages">
      {first ? (
        <Button component={Link} to={link(null)} variant="default" size="xs">
          Newest
        </Button>
      ) : (
        <span />
      )}
      {next ? (
        <Button component={Link} to={link(next)} prefetch="intent" variant="default" size="xs">
          Older
        </Button>
      ) : null}
    </nav>
  );
}
