import { Link } from '@remix-run/react';
import { useScrolled } from '../ui/use-scrolled.ts';
import { Count } from '../ui/values.tsx';
import classes from './charts.module.css';

export type BehindProps = {
  label: string;
  head: readonly string[];
  rows: readonly {
    key: string;
    title: string;
    /** `text` is shown in place of the count; a cell without an address is no link. */
    cells: readonly { key: string; count: number; to?: string; text?: string }[];
  }[];
};

/** The table behind a chart; each number links to its rows, where it has some. */
export function Behind({ label, head, rows }: BehindProps) {
  const { ref, scrolled } = useScrolled<HTMLDivElement>(true);
  return (
    <details className={classes['behind']}>
      <summary>As a table</summary>
      <div ref={ref} {...(scrolled ? { tabIndex: 0 } : {})}>
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
                {cells.map(({ key: name, count, to, text }) => (
                  <td key={name} suppressHydrationWarning>
                    {count && to ? (
                      <Link to={to}>
                        <Count value={count} />
                      </Link>
                    ) : (
                      (text ?? '0')
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
