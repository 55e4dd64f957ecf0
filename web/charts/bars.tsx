import { Link } from '@remix-run/react';
import { useCount } from '../ui/values.tsx';
import classes from './charts.module.css';

export type BarsProps = {
  label: string;
  bars: readonly {
    key: string;
    word: string;
    count: number;
    /** Shown beside the number, for example a share. */
    note?: string;
    colour?: string;
    to: string;
  }[];
};

/** Shows amounts as bars, each also in words and numbers, so this chart needs no table. */
export function BarsChart({ label, bars }: BarsProps) {
  const count = useCount();
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <ul className={classes['bars']} aria-label={label}>
      {bars.map(({ key, word, count: n, note, colour, to }) => (
        <li key={key} className={classes['bar']}>
          <Link to={to}>
            <span>{word}</span>
            <span>
              <b suppressHydrationWarning>{count(n)}</b>
              {note ? ` · ${note}` : ''}
            </span>
            <i aria-hidden>
              <s style={{ width: `${(n / most) * 100}%`, background: colour }} />
            </i>
          </Link>
        </li>
      ))}
    </ul>
  );
}
