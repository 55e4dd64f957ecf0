import { useActionData, useRouteLoaderData } from '@remix-run/react';
import { isFormAnswer, type FormAnswer } from '../core/answer.ts';

/** Returns why the form of a public page was refused: in the answer to it, or where its browser was led to. */
export function useRefusal(): FormAnswer | undefined {
  const said: unknown = useActionData();
  const layout: unknown = useRouteLoaderData('routes/_public');
  if (isFormAnswer(said)) return said;
  const led = typeof layout === 'object' && layout && 'refusal' in layout ? layout.refusal : null;
  return isFormAnswer(led) ? led : undefined;
}
