import { Link } from '@remix-run/react';
import { Count } from '../ui/values.tsx';
import classes from './charts.module.css';

export type BehindProps = {
  label: string;
  head: readonly string[];
  rows: readonly {
    key: string;
    title: string;
    cells: readonly { key: string; count: number; to: string }[];
  }[];
};

/** The table behind a chart; each number links to its rows. */
export function Behind({ label, head, rows }: BehindProps) {
  return (
    <details className={classes['behind']}>
      <summary>As a table</summary>
      <div>
        <table aria-label={label}>
          <thead>
            <tr>
              {head.map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, title, cells }) => (
              <tr key={key}>
                <th scope="row">{title}</th>
                {cells.map(({ key: name, count, to }) => (
                  <td key={name}>
                    {count ? (
                      <Link to={to}>
                        <Count value={count} />
                      </Link>
                    ) : (
                      '0'
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
