import { Button } from '@mantine/core';
import { Link } from '@remix-run/react';
import { Circle, CircleCheck } from 'lucide-react';
import { Section } from '../ui/page.tsx';
import classes from '../ui/ui.module.css';

export type NextStep = {
  id: string;
  done: boolean;
  title: string;
  words: string;
  to: string;
  act: string;
};

/** What to do next, in order; finished steps stay ticked. */
export function NextSteps({ steps }: { steps: readonly NextStep[] }) {
  const first = steps.find(({ done }) => !done)?.id;
  return (
    <Section title="What to do next" flush>
      <ol className={classes['todo']}>
        {steps.map(({ id, done, title, words, to, act }) => (
          <li key={id} data-done={done || undefined}>
            {done ? (
              <CircleCheck size={20} aria-label="Done" />
            ) : (
              <Circle size={20} aria-label="To do" />
            )}
            <div>
              <strong>{title}</strong>
              <p>{words}</p>
            </div>
            <Button
              component={Link}
              to={to}
              prefetch="intent"
              variant={id === first ? 'filled' : 'default'}
              size="xs"
            >
              {act}
            </Button>
          </li>
        ))}
      </ol>
    </Section>
  );
}
