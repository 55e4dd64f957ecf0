import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { Pager } from './pager.tsx';
import classes from './ui.module.css';

export type Column<Row> = {
  label: string;
  cell: (row: Row) => ReactNode;
  align?: 'end';
  /** Less important: grey. */
  quiet?: boolean;
  /** As narrow as its content. */
  tight?: boolean;
};

export type ListProps<Row extends { id: string }> = {
  /** Says what the rows are, for screen readers. */
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  /** The address of a row; then the first cell is the link, and the whole row can be pressed. */
  to?: (row: Row) => string;
  /** Shown instead of an empty list. */
  empty: ReactNode;
  nextCursor?: string | null;
};

/** A list of rows. On a phone each row is a block with its labels. */
export function List<Row extends { id: string }>(props: ListProps<Row>) {
  const { rows, label, to, empty, nextCursor } = props;
  if (!rows.length) return <>{empty}</>;
  // Nothing to press in any row: no column for it.
  const columns = props.columns.filter(
    (one) => one.label !== 'Actions' || rows.some((row) => one.cell(row) !== null),
  );
  return (
    <>
      <table className={classes['table']} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ label, align }) => (
              <th key={label} scope="col" data-align={align}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {columns.map(({ label, cell, align, quiet, tight }, index) => (
                <td
                  suppressHydrationWarning
                  key={label}
                  data-label={label}
                  data-align={align}
                  data-quiet={quiet || undefined}
                  data-tight={tight || undefined}
                >
                  <div className={classes['cell']}>
                    {index === 0 && to ? (
                      <Link to={to(row)} prefetch="intent" className={classes['rowLink']}>
                        {cell(row)}
                      </Link>
                    ) : (
                      cell(row)
                    )}
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Pager next={nextCursor ?? null} />
    </>
  );
}

/** Keeps a button in a row above the row's own link. */
export function Over({ children }: { children: ReactNode }) {
  return <span className={classes['over']}>{children}</span>;
}
