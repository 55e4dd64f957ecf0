import { ActionIcon, AppShell, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Form, Link, useLocation } from '@remix-run/react';
import { LogOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { Brand } from './brand.tsx';
import { NAV, type NavCounts, type NavGroup } from './nav.ts';
import { Palette } from './palette.tsx';
import { useShownOrganization } from './shown-organization.ts';
import { Switcher, type OwnOrganization } from './switcher.tsx';
import { SchemeToggle } from './scheme-toggle.tsx';
import classes from './shell.module.css';
import { ZoneCookie } from './zone-cookie.tsx';

export type ShellProps = {
  user: { name: string; email: string };
  organization: { id: string; name: string };
  organizations: readonly OwnOrganization[];
  permissions: readonly string[];
  inbox: boolean;
  counts: NavCounts;
  children: ReactNode;
};

/** The frame around every signed-in page: navigation on the left, in a drawer on a phone. */
export function Shell(props: ShellProps) {
  const { user, organization, permissions, inbox, counts, children } = props;
  useShownOrganization(organization.id);
  const [open, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  const groups = visible(permissions, inbox);
  const current = pageOf(groups, pathname);
  return (
    <AppShell
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 236, breakpoint: 'sm', collapsed: { mobile: !open } }}
      transitionDuration={0}
    >
      <a href="#main" className={classes['skip']}>
        Skip to the page
      </a>
      <ZoneCookie />
      <AppShell.Header hiddenFrom="sm">
        <div className={classes['bar']}>
          <Burger
            opened={open}
            onClick={toggle}
            size="sm"
            aria-label={open ? 'Close the menu' : 'Open the menu'}
            aria-expanded={open}
          />
          <Brand />
        </div>
      </AppShell.Header>
      <AppShell.Navbar>
        <div className={classes['sidebar']}>
          <div className={classes['head']}>
            <Brand />
            <Switcher name={organization.name} organizations={props.organizations} />
          </div>
          <Palette groups={groups} />
          <nav aria-label="Main" className={classes['groups']}>
            {groups.map((group) => (
              <Group
                key={group.label ?? 'top'}
                group={group}
                current={current}
                counts={counts}
                onFollow={close}
              />
            ))}
          </nav>
          <div className={classes['foot']}>
            <Link
              to="/settings/account"
              className={classes['who']}
              onClick={close}
              title="Your account"
            >
              <span>{user.name}</span>
              <span className={classes['organization']}>{user.email}</span>
            </Link>
            <SchemeToggle />
            <Form method="post" action="/sign-out">
              <ActionIcon
                type="submit"
                variant="subtle"
                color="gray"
                size="lg"
                aria-label="Sign out"
                title="Sign out"
              >
                <LogOut size={17} aria-hidden />
              </ActionIcon>
            </Form>
          </div>
        </div>
      </AppShell.Navbar>
      <AppShell.Main>
        <div id="main" tabIndex={-1} className={classes['main']}>
          {children}
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

function Group({ group, current, counts, onFollow }: GroupProps) {
  return (
    <>
      {group.label ? <h2 className={classes['group']}>{group.label}</h2> : null}
      <ul className={classes['list']}>
        {group.items.map(({ to, label, icon: Icon, count }) => (
          <li key={to}>
            <Link
              to={to}
              prefetch="intent"
              className={classes['link']}
              aria-current={to === current ? 'page' : undefined}
              onClick={onFollow}
            >
              <Icon size={17} strokeWidth={1.9} aria-hidden />
              {label}
              <Waiting {...(count ? counts[count] : undefined)} />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

type GroupProps = {
  group: NavGroup;
  current: string | undefined;
  counts: NavCounts;
  onFollow: () => void;
};

/** Shows how many items wait on a page of the navigation. */
function Waiting({ waiting = 0, pressing = false }: { waiting?: number; pressing?: boolean }) {
  if (!waiting) return null;
  return (
    <span className={classes['count']} data-pressing={pressing || undefined}>
      {waiting > 99 ? '99+' : waiting}
      <span className={classes['unseen']}> waiting</span>
    </span>
  );
}

/** Returns the navigation item of a path: the longest one that the path starts with. */
const pageOf = (groups: readonly NavGroup[], pathname: string): string | undefined =>
  groups
    .flatMap(({ items }) => items.map(({ to }) => to))
    .filter((to) => pathname === to || (to !== '/' && pathname.startsWith(`${to}/`)))
    .toSorted((a, b) => b.length - a.length)[0];

const visible = (permissions: readonly string[], inbox: boolean): NavGroup[] =>
  NAV.map((group) => ({
    ...group,
    items: group.items.filter(
      ({ to, right }) => (!right || permissions.includes(right)) && (inbox || to !== '/inbox'),
    ),
  })).filter((group) => group.items.length);
