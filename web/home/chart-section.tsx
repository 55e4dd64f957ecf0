import type { ReactNode } from 'react';
import { Quiet } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import type { Part } from './part.ts';

/** A chart on a sheet of its own: what it shows, or that it is empty, or that it could not be had. */
export function ChartSection<T>({
  title,
  lead,
  part,
  isEmpty,
  empty,
  children,
}: {
  title: string;
  lead: string;
  part: Part<T> | null;
  isEmpty: (data: T) => boolean;
  /** What to do so that there is something. */
  empty: ReactNode;
  children: (data: T) => ReactNode;
}) {
  if (!part) return null;
  return (
    <Section title={title} lead={lead}>
      {part.ok ? (
        isEmpty(part.data) ? (
          <Quiet>{empty}</Quiet>
        ) : (
          children(part.data)
        )
      ) : (
        <p role="alert">This could not be counted just now. Load the page again.</p>
      )}
    </Section>
  );
}
