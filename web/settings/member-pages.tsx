import { Button } from '@mantine/core';
import { Link, useLocation } from '@remix-run/react';
import classes from '../ui/ui.module.css';

/** The pages about members, in their order. */
const PAGES = [
  { to: '/settings/members', label: 'Members' },
  { to: '/settings/members/roles', label: 'Roles' },
  { to: '/settings/invitations', label: 'Invitations' },
];

/** Links to the pages about members. */
export function MemberPages() {
  const { pathname } = useLocation();
  return (
    <nav className={classes['actions']} aria-label="About members">
      {PAGES.map(({ to, label }) => (
        <Button
          key={to}
          component={Link}
          to={to}
          prefetch="intent"
          variant={to === pathname ? 'light' : 'default'}
          aria-current={to === pathname ? 'page' : undefined}
        >
          {label}
        </Button>
      ))}
    </nav>
  );
}
