import { Outlet, useLoaderData, useRouteLoaderData } from '@remix-run/react';
import type { ShouldRevalidateFunctionArgs } from '@remix-run/react';
import { exampleNumber } from '../../domain/addresses/example-number.contract.ts';
import { purposeChoices } from '../server/choices.server.ts';
import { page, type PageArgs } from '../server/page.server.ts';
import { switchedElsewhere } from '../shell/shown-organization.ts';
import { Failure } from '../shell/failure.tsx';
import { UnsavedGuard } from '../shell/unsaved-guard.tsx';
import { Shell } from '../shell/shell.tsx';

export const loader = page(async ({ session, inbox, api }) => ({
  user: { name: session.user.name, email: session.user.email },
  organization: { id: session.organization.id, name: session.organization.name },
  organizations: (await api.organizations.list({})).data,
  permissions: [...session.permissions],
  inbox: inbox !== null,
  // Data that many pages below use.
  purposes: session.permissions.includes('consents:read') ? await purposeNames(api) : {},
  phoneExample: exampleNumber(session.organization.country),
  counts: session.permissions.includes('consents:read') ? { reviews: await waiting(api) } : {},
}));
type AppData = typeof loader;

async function purposeNames(api: PageArgs['api']): Promise<Record<string, string>> {
  const choices = await purposeChoices(api);
  return Object.fromEntries(choices.map(({ value, label }) => [value, label]));
}

async function waiting(api: PageArgs['api']) {
  const { open, urgent, overdue } = await api.reviews.count({});
  return { waiting: open, pressing: urgent + overdue > 0 };
}

/**
 * The frame is loaded again only after a form, which may have changed a name in it, and when another tab has switched
 * to another organization.
 */
export const shouldRevalidate = (args: ShouldRevalidateFunctionArgs): boolean =>
  Boolean(args.formAction) || switchedElsewhere();

export default function App() {
  return (
    <Shell {...useLoaderData<AppData>()}>
      <UnsavedGuard />
      <Outlet />
    </Shell>
  );
}

/** An error of one page leaves the navigation visible. */
export function ErrorBoundary() {
  const data = useRouteLoaderData<AppData>('routes/_app');
  if (!data) return <Failure />;
  return (
    <Shell {...data}>
      <Failure framed />
    </Shell>
  );
}
