import { useRouteLoaderData } from '@remix-run/react';
import { RENDERED_FOR } from '../../domain/identity/rendered-for.contract.ts';

/** Says in a form for which organization its page is: another tab may switch to another one meanwhile. */
export function RenderedFor() {
  const frame = useRouteLoaderData<{ organization: { id: string } }>('routes/_app');
  if (!frame) return null;
  return <input type="hidden" name={RENDERED_FOR} value={frame.organization.id} />;
}
