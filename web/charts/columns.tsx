import { Link } from '@remix-run/react';
import { own } from '../../lib/own.ts';
import { statusWord } from '../ui/status.tsx';
import { useCount } from '../ui/values.tsx';
import { ceiling, type Bin } from './bins.ts';
import classes from './charts.module.css';
import { colourOf } from './colours.ts';
import { useDays } from './days.ts';
import { Behind } from './behind.tsx';

export type ColumnsProps = {
  /** What the chart shows, with its unit, for screen readers. */
  label: string;
  bins: readonly Bin[];
  names: readonly string[];
  /** The address of the rows behind a segment. */
  to: (name: string, bin: Bin) => string;
  /** The count beside a name in the legend, and the address of its rows. */
  legend: { count: (name: string) => number; to: (name: string) => string };
};

/**
 * Stacked columns over days. Each segment is a link. Keyboard and screen readers have the same links in the legend
 * and in the table behind the chart.
 */
export function ColumnsChart({ label, bins, names, to, legend }: ColumnsProps) {
  const count = useCount();
  const days = useDays();
  const top = ceiling(Math.max(...bins.map(({ counts }) => total(counts))));
  const [first, last] = [bins[0], bins.at(-1)];
  return (
    <figure className={classes['figure']} aria-label={label}>
      <div className={classes['plot']} aria-hidden>
        <div className={classes['scale']}>
          <span suppressHydrationWarning>{count(top)}</span>
          <span suppressHydrationWarning>{count(top / 2)}</span>
          <span>0</span>
        </div>
        <div className={classes['columns']}>
          {bins.map((bin) => (
            <div key={bin.to} className={classes['column']}>
              {names.map((name) => {
                const n = own(bin.counts, name);
                return n ? (
                  <Link
                    key={name}
                    to={to(name, bin)}
                    tabIndex={-1}
                    title={`${days(bin)}: ${count(n)} ${statusWord(name).toLowerCase()}`}
                    style={{ height: `${(n / top) * 100}%`, background: colourOf(name) }}
                  />
                ) : null;
              })}
            </div>
          ))}
        </div>
        <div className={classes['ends']}>
          <span suppressHydrationWarning>{first ? days(first) : ''}</span>
          <span suppressHydrationWarning>{last && last !== first ? days(last) : ''}</span>
        </div>
      </div>
      <ul className={classes['legend']}>
        {names.map((name) => (
          <li key={name}>
            <Link to={legend.to(name)}>
              <i style={{ background: colourOf(name) }} />
              {statusWord(name)} <b suppressHydrationWarning>{count(legend.count(name))}</b>
            </Link>
          </li>
        ))}
      </ul>
      <Behind
        label={label}
        head={['Day', ...names.map(statusWord)]}
        rows={bins.toReversed().map((bin) => ({
          key: bin.to,
          title: days(bin),
          cells: names.map((name) => ({
            key: name,
            count: own(bin.counts, name) ?? 0,
            to: to(name, bin),
          })),
        }))}
      />
    </figure>
  );
}

const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, n) => sum + n, 0);
