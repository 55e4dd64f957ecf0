import { Card } from '@mantine/core';
import type { ReactNode } from 'react';
import { Brand } from './brand.tsx';
import classes from './shell.module.css';

/** The layout of the pages before sign-in. */
export function Door({ children }: { children: ReactNode }) {
  return (
    <main id="main" className={classes['door']}>
      <Brand />
      <Card className={classes['doorCard'] ?? ''} padding="xl" shadow="sm">
        {children}
      </Card>
      <p className={classes['promise']}>
        Messages only to people who said yes, with the proof kept for each of them.
      </p>
    </main>
  );
}
