import { Link } from '@remix-run/react';
import classes from '../ui/ui.module.css';

const STEPS = [
  ['setup', 'Name and purpose'],
  ['audience', 'Audience'],
  ['message', 'Message'],
  ['review', 'Check and send'],
] as const;
export type Step = (typeof STEPS)[number][0];

/** Shows the current step of making a campaign. Each step is saved, so any step can be opened again. */
export function Steps({ id, current }: { id?: string; current: Step }) {
  const at = STEPS.findIndex(([step]) => step === current);
  return (
    <nav aria-label="Steps">
      <ol className={classes['steps']}>
        {STEPS.map(([step, label], index) => (
          <li key={step}>
            {id && step !== current ? (
              <Link
                to={`/campaigns/${id}/${step}`}
                prefetch="intent"
                className={classes['step']}
                data-done={index < at || undefined}
              >
                {label}
              </Link>
            ) : (
              <span
                className={classes['step']}
                aria-current={step === current ? 'step' : undefined}
              >
                {label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
