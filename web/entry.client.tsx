import { RemixBrowser } from '@remix-run/react';
import { startTransition, StrictMode, useLayoutEffect, type ReactNode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { ignoreAborted } from './shell/ignore-aborted.ts';
import { keepEntered } from './shell/keep-entered.ts';

const putBack = keepEntered();

/** Restores entered values before other effects read them. */
function Kept({ children }: { children: ReactNode }) {
  useLayoutEffect(putBack, []);
  return children;
}

/**
 * Returns once the page's data is decoded. RemixBrowser throws the promise of that when it is first called, and has no
 * boundary around it: if somebody pressed something meanwhile, React would throw ("Root did not complete") and begin
 * the page anew, without what was typed.
 */
async function decoded(): Promise<void> {
  try {
    RemixBrowser({});
  } catch (promise) {
    await promise;
  }
}

ignoreAborted();
void decoded().then(() =>
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <Kept>
          <RemixBrowser />
        </Kept>
      </StrictMode>,
    );
  }),
);
