import { Quiet } from '../ui/facts.tsx';
import { ProgressBar } from '../ui/progress.tsx';
import { Local } from '../ui/values.tsx';
import classes from './assistant.module.css';

export type Measured = { used: number; reserved: number; soft: number | null; hard: number | null };

/** Shows how much of a limit is used and reserved; without a limit only how much is used. */
export function LimitBar({
  label,
  measured: { used, reserved, soft, hard },
  format,
}: {
  label: string;
  measured: Measured;
  format: (amount: number) => string;
}) {
  const left = hard === null ? null : Math.max(0, hard - used - reserved);
  const isOver = left === 0;
  return (
    <div className={classes['limit']}>
      <div className={classes['limitHead']}>
        <span>{label}</span>
        <Local>
          {hard === null ? `${format(used)}, no limit` : `${format(used)} of ${format(hard)}`}
        </Local>
      </div>
      {hard === null ? null : (
        <ProgressBar
          label={label}
          total={hard}
          parts={[
            { tone: isOver ? 'bad' : 'good', value: Math.min(used, hard) },
            { tone: 'busy', value: Math.min(reserved, Math.max(0, hard - used)) },
          ]}
        />
      )}
      <Quiet>
        {[
          ...(left === null ? [] : [isOver ? 'Used up' : `${format(left)} left`]),
          ...(reserved ? [`${format(reserved)} reserved for calls that run now`] : []),
          ...(soft === null
            ? []
            : [used < soft ? `owners are told at ${format(soft)}` : 'owners were told']),
        ].join('; ')}
      </Quiet>
    </div>
  );
}
