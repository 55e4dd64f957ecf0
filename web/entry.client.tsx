import { RemixBrowser } from '@remix-run/react';
import { startTransition, StrictMode, useLayoutEffect, type ReactNode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { keepEntered } from './shell/keep-entered.ts';

const putBack = keepEntered();

/** Restores entered values before other effects read them. */
function Kept({ children }: { children: ReactNode }) {
  useLayoutEffect(putBack, []);
  return children;
}

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <Kept>
        <RemixBrowser />
      </Kept>
    </StrictMode>,
  );
});
