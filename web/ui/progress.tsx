import classes from './ui.module.css';

export type Part = { tone: 'good' | 'busy' | 'bad'; value: number };

/** Shows real progress: the finished share by kind. */
export function ProgressBar({
  label,
  parts,
  total,
}: {
  label: string;
  parts: readonly Part[];
  total: number;
}) {
  const done = parts.reduce((sum, { value }) => sum + value, 0);
  const percent = total ? Math.min(100, Math.round((done / total) * 100)) : 0;
  return (
    <>
      <progress className={classes['unseen']} aria-label={label} max={100} value={percent} />
      <div className={classes['bar']} aria-hidden>
        {parts.map(({ tone, value }) => (
          <i
            key={tone}
            data-tone={tone}
            style={{ width: `${total ? (value / total) * 100 : 0}%` }}
          />
        ))}
      </div>
    </>
  );
}
