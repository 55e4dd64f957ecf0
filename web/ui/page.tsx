import { Alert, Title } from '@mantine/core';
import { Link, useActionData } from '@remix-run/react';
import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { isGone } from '../core/answer.ts';
import classes from './ui.module.css';

export type PageProps = {
  title: ReactNode;
  /** What this page is for, in a sentence. */
  lead?: ReactNode;
  /** Where this page belongs. */
  back?: { to: string; label: string };
  actions?: ReactNode;
  children: ReactNode;
};

/** A page: its name, what can be done, its parts. */
export function Page({ title, lead, back, actions, children }: PageProps) {
  return (
    <div className={classes['page']}>
      <header className={classes['pageHead']}>
        <div>
          {back ? (
            <Link to={back.to} prefetch="intent" className={classes['back']}>
              <ChevronLeft size={15} aria-hidden />
              {back.label}
            </Link>
          ) : null}
          <Title order={1} className={classes['title'] ?? ''}>
            {title}
          </Title>
          {lead ? (
            <p className={classes['lead']} suppressHydrationWarning>
              {lead}
            </p>
          ) : null}
        </div>
        {actions ? <div className={classes['actions']}>{actions}</div> : null}
      </header>
      <NotThere />
      {children}
    </div>
  );
}

/** Of an act on something that somebody else has removed, or that never was. */
function NotThere() {
  const said: unknown = useActionData();
  if (!isGone(said)) return null;
  return (
    <Alert color="red" variant="light" role="alert" title={said.message}>
      Nothing was changed. The page shows what is there now.
    </Alert>
  );
}

/** Two columns on a wide screen, the first the wider. */
export function Columns({ children }: { children: ReactNode }) {
  return <div className={classes['columns']}>{children}</div>;
}

export type SectionProps = {
  title?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  /** Contents reach the edges: lists. */
  flush?: boolean;
  children: ReactNode;
};

/** A part of a page, on a sheet of its own. */
export function Section({ title, lead, actions, flush, children }: SectionProps) {
  return (
    <section className={classes['section']}>
      {title ? (
        <div className={classes['sectionHead']}>
          <div>
            <Title order={2}>{title}</Title>
            {lead ? <p suppressHydrationWarning>{lead}</p> : null}
          </div>
          {actions ? <div className={classes['actions']}>{actions}</div> : null}
        </div>
      ) : null}
      <div className={classes['sectionBody']} data-flush={flush || undefined}>
        {children}
      </div>
    </section>
  );
}
