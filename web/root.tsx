import '@mantine/core/styles.css';
import './theme/global.css';
import { ColorSchemeScript, mantineHtmlProps, MantineProvider } from '@mantine/core';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useMatches,
  type ShouldRevalidateFunctionArgs,
} from '@remix-run/react';
import type { ReactNode } from 'react';
import { clockOf } from './server/clock.server.ts';
import { Failure } from './shell/failure.tsx';
import { useNonce } from './core/nonce.ts';
import { PendingBar } from './shell/pending-bar.tsx';
import { directionOf } from './public/words/index.ts';
import publicCss from './public/public.css?url';
import { theme } from './theme/theme.ts';

export const meta: MetaFunction = () => [{ title: 'Assent' }];
export const loader = async ({ request, context }: LoaderFunctionArgs) => ({
  clock: clockOf(request, context.session),
});

/**
 * Language and zone do not change between pages, so the root's data is loaded again only after a form or on a reload.
 */
export const shouldRevalidate = (args: ShouldRevalidateFunctionArgs): boolean =>
  Boolean(args.formAction) || args.currentUrl.href === args.nextUrl.href;

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const matches = useMatches();
  const light = matches.some((match) => match.id.startsWith('routes/_public'));
  const language = light ? spokenBy(matches.map((match) => match.data)) : 'en';
  return (
    <html lang={language} dir={directionOf(language)} {...mantineHtmlProps}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <Meta />
        {light ? <link rel="stylesheet" href={publicCss} /> : <Links />}
        {light ? null : <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />}
      </head>
      <body>
        {light ? (
          children
        ) : (
          <MantineProvider
            theme={theme}
            defaultColorScheme="auto"
            getStyleNonce={() => nonce ?? ''}
          >
            <PendingBar />
            {children}
          </MantineProvider>
        )}
        {light ? null : (
          <>
            <ScrollRestoration nonce={nonce} />
            <Scripts nonce={nonce} />
          </>
        )}
      </body>
    </html>
  );
}

/** Returns the page's language: public pages have it in their data. */
function spokenBy(data: readonly unknown[]): string {
  for (const one of data.toReversed()) {
    if (typeof one === 'object' && one !== null && 'language' in one) {
      if (typeof one.language === 'string') return one.language;
    }
  }
  return 'en';
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <Failure />;
}
