import { Fragment } from 'react';
import { sentence } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$/;
const MOST = 4;

/** Ids and hashes say nothing to a reader; the row as it is kept has them. */
const saysNothing = (name: string, value: unknown): boolean =>
  value === null ||
  name.endsWith('_sha256') ||
  [value].flat().some((one) => typeof one === 'string' && ID.test(one));

/** What a row says besides, in words, with its times in the reader's zone. */
export function Detail({ detail }: { detail: Record<string, unknown> }) {
  const told = Object.entries(detail).filter(([name, value]) => !saysNothing(name, value));
  return (
    <>
      {told.map(([name, value], i) => (
        <Fragment key={name}>
          {i ? '; ' : ''}
          {sentence(name)}: <Value value={value} />
        </Fragment>
      ))}
    </>
  );
}

function Value({ value }: { value: unknown }) {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') {
    if (TIME.test(value)) return <Moment at={value} />;
    return /^[a-z]+(_[a-z]+)*$/.test(value) ? sentence(value).toLowerCase() : value;
  }
  if (Array.isArray(value)) return <Several values={value} />;
  if (typeof value === 'object' && value !== null) return <Parts parts={{ ...value }} />;
  return String(value);
}

function Several({ values }: { values: readonly unknown[] }) {
  const more = values.length - MOST;
  return (
    <>
      {values.slice(0, MOST).map((value, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- values have nothing else, and never move
        <Fragment key={i}>
          {i ? ', ' : ''}
          <Value value={value} />
        </Fragment>
      ))}
      {more > 0 ? ` and ${more} more` : ''}
    </>
  );
}

function Parts({ parts }: { parts: Record<string, unknown> }) {
  return (
    <>
      {Object.entries(parts).map(([name, value], i) => (
        <Fragment key={name}>
          {i ? ', ' : ''}
          {sentence(name).toLowerCase()} <Value value={value} />
        </Fragment>
      ))}
    </>
  );
}
