import { Outlet, useLoaderData, useRouteLoaderData } from '@remix-run/react';
import type { ShouldRevalidateFunctionArgs } from '@remix-run/react';
import { page, type PageArgs } from '../server/page.server.ts';
import { Failure } from '../shell/failure.tsx';
import { Shell } from '../shell/shell.tsx';

export const loader = page(async ({ session, inbox, api }) => ({
  user: { name: session.user.name, email: session.user.email },
  organization: { name: session.organization.name },
  permissions: [...session.permissions],
  inbox: inbox !== null,
  counts: session.permissions.includes('consents:read') ? { reviews: await waiting(api) } : {},
}));
type AppData = typeof loader;

async function waiting(api: PageArgs['api']) {
  const { open, urgent, overdue } = await api.reviews.count({});
  return { waiting: open, pressing: urgent + overdue > 0 };
}

/** The frame stays as it is from page to page; a form may have changed a name in it. */
export const shouldRevalidate = (args: ShouldRevalidateFunctionArgs): boolean =>
  Boolean(args.formAction);

export default function App() {
  return (
    <Shell {...useLoaderData<AppData>()}>
      <Outlet />
    </Shell>
  );
}

/** An error of one page leaves the navigation in place. */
export function ErrorBoundary() {
  const data = useRouteLoaderData<AppData>('routes/_app');
  if (!data) return <Failure />;
  return (
    <Shell {...data}>
      <Failure framed />
    </Shell>
  );
}
