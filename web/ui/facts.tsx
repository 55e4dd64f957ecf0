import type { ReactNode } from 'react';
import { Moment } from './values.tsx';
import classes from './ui.module.css';

/** A list of names and values. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes['facts']}>{children}</dl>;
}

/** Shows text of a person with its lines and paragraphs. */
export function Written({ children }: { children: string }) {
  return (
    <span dir="auto" className={classes['written']}>
      {children}
    </span>
  );
}

/** A missing value is shown as a dash, so that it does not look forgotten. */
export function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  const absent = children === null || children === undefined || children === '';
  return (
    <>
      <dt>{label}</dt>
      <dd suppressHydrationWarning>{absent ? '–' : children}</dd>
    </>
  );
}

export type TimelineEntry = { id: string; at: string; title: ReactNode; children?: ReactNode };

/** Shows events in order. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  if (!entries.length) return <Quiet>Nothing yet.</Quiet>;
  return (
    <ol className={classes['timeline']}>
      {entries.map(({ id, at, title, children }) => (
        <li key={id} suppressHydrationWarning>
          <div suppressHydrationWarning>{title}</div>
          {children}
          <div className={classes['when']}>
            <Moment at={at} />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Shows a text that someone saw or wrote, unchanged. */
export function Quote({ children }: { children: ReactNode }) {
  return (
    <blockquote className={classes['quote']} dir="auto">
      {children}
    </blockquote>
  );
}

export function Quiet({ children }: { children: ReactNode }) {
  return (
    <span className={classes['quiet']} suppressHydrationWarning>
      {children}
    </span>
  );
}

export function Mono({ children }: { children: ReactNode }) {
  return <span className={classes['mono']}>{children}</span>;
}

/** A piece of code to copy. */
export function Code({ children }: { children: ReactNode }) {
  return <div className={classes['code']}>{children}</div>;
}

/** Lines of code to copy. */
export function CodeBlock({ children }: { children: string }) {
  return <pre className={classes['codeBlock']}>{children}</pre>;
}
