import { Behind } from './behind.tsx';
import classes from './charts.module.css';
import { useDays } from './days.ts';

export type AmountsProps = {
  /** What the chart shows, with its unit. */
  label: string;
  /** The head of the table behind it, beside the day. */
  head: readonly string[];
  days: readonly {
    day: string;
    amount: number;
    /** The amount and what else the table has of the day, as they are shown. */
    cells: readonly string[];
  }[];
  /** Formats an amount of the scale. */
  format: (amount: number) => string;
};

/** Columns of one amount by day, such as money. The table behind it has the exact numbers. */
export function AmountsChart({ label, head, days, format }: AmountsProps) {
  const dayWords = useDays();
  const words = (day: string): string => dayWords({ from: day, to: day });
  const top = above(Math.max(...days.map(({ amount }) => amount)));
  const [first, last] = [days[0], days.at(-1)];
  return (
    <figure className={classes['figure']} aria-label={label}>
      <div className={classes['plot']} aria-hidden>
        <div className={classes['scale']}>
          <span suppressHydrationWarning>{format(top)}</span>
          <span suppressHydrationWarning>{format(top / 2)}</span>
          <span>0</span>
        </div>
        <div className={classes['columns']}>
          {days.map(({ day, amount, cells }) => (
            <div key={day} className={classes['column']} title={`${words(day)}: ${cells[0] ?? ''}`}>
              {amount ? <i style={{ height: `${(amount / top) * 100}%` }} /> : null}
            </div>
          ))}
        </div>
        <div className={classes['ends']}>
          <span suppressHydrationWarning>{first ? words(first.day) : ''}</span>
          <span suppressHydrationWarning>{last && last !== first ? words(last.day) : ''}</span>
        </div>
      </div>
      <Behind
        label={label}
        head={['Day', ...head]}
        rows={days.toReversed().map(({ day, amount, cells }) => ({
          key: day,
          title: words(day),
          cells: cells.map((text, i) => ({ key: head[i] ?? '', count: amount, text })),
        }))}
      />
    </figure>
  );
}

/** Returns a round amount at or above the highest column, also below 1. */
function above(highest: number): number {
  if (highest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((top) => top >= highest) ?? highest;
}
