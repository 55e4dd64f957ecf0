import type { ReactNode } from 'react';
import { Quiet } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import type { Part } from './part.ts';

/** A section with a chart, or a text that it is empty or could not be loaded. */
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
  /** Says what to do if there is no data. */
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
