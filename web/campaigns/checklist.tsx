import { CircleAlert, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from '../ui/ui.module.css';

export type Check = { id: string; ok: boolean; title: string; words: ReactNode };

/** Lists what must be right before a campaign may be sent. */
export function Checklist({ checks }: { checks: readonly Check[] }) {
  return (
    <ul className={classes['todo']}>
      {checks.map(({ id, ok, title, words }) => (
        <li key={id} data-done={ok || undefined}>
          {ok ? (
            <CircleCheck size={20} aria-label="Done" />
          ) : (
            <CircleAlert size={20} aria-label="To do" />
          )}
          <div>
            <strong suppressHydrationWarning>{title}</strong>
            <p suppressHydrationWarning>{words}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
