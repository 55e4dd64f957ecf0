import { Alert, Title } from '@mantine/core';
import { Link, useActionData } from '@remix-run/react';
import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { isFormAnswer, isGone } from '../core/answer.ts';
import classes from './ui.module.css';
import { useScrolled } from './use-scrolled.ts';

export type PageProps = {
  title: ReactNode;
  /** A sentence that says what the page is for. */
  lead?: ReactNode;
  /** A link to the page above. */
  back?: { to: string; label: string };
  actions?: ReactNode;
  children: ReactNode;
};

/** A page: its title, its actions, its sections. */
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
      <Refused />
      {children}
    </div>
  );
}

/**
 * Says that an act was refused where no form of the page can say it: its subject was removed, or its form is not there
 * any more because somebody else has changed the state. The style sheet hides it while a form shows the answer.
 */
function Refused() {
  const said: unknown = useActionData();
  if (!isFormAnswer(said) || said.status === undefined || said.status === 422) return null;
  return (
    <div className={isGone(said) ? undefined : classes['refused']}>
      <Alert color="red" variant="light" role="alert" title={said.message}>
        Nothing was changed. The page shows what is there now.
      </Alert>
    </div>
  );
}

/** Two columns on a wide screen; the first is wider. */
export function Columns({ children }: { children: ReactNode }) {
  return <div className={classes['columns']}>{children}</div>;
}

export type SectionProps = {
  title?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  /** The content reaches the edges, for lists. */
  flush?: boolean;
  children: ReactNode;
};

/** A section of a page. */
export function Section({ title, lead, actions, flush, children }: SectionProps) {
  const { ref, scrolled } = useScrolled<HTMLDivElement>(flush === true);
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
      <div
        ref={ref}
        className={classes['sectionBody']}
        data-flush={flush || undefined}
        {...(scrolled ? { tabIndex: 0 } : {})}
      >
        {children}
      </div>
    </section>
  );
}
