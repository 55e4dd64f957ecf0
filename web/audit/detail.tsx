import { Fragment } from 'react';
import { Moment } from '../ui/values.tsx';
import { detailsOf } from './details.ts';

/** Shows the details of a row as sentences, with times in the reader's zone. */
export function Detail({ row }: { row: { action: string; detail: Record<string, unknown> } }) {
  return (
    <>
      {detailsOf(row).map((parts, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- sentences have nothing else, and never move
        <Fragment key={i}>
          {i ? ' ' : ''}
          {parts.map((part) =>
            typeof part === 'string' ? part : <Moment key={part.at} at={part.at} />,
          )}
          {'.'}
        </Fragment>
      ))}
    </>
  );
}
