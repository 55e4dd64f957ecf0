import type { ExecutionContext } from 'ava';
import type { TestTenant } from './api.ts';

/** Sets something of the API, and says if it was refused: else the test waits for what never comes. */
export async function mustPut(
  t: ExecutionContext,
  { call }: Pick<TestTenant, 'call'>,
  path: string,
  body: object,
): Promise<void> {
  const { status, body: said } = await call('PUT', path, body);
  t.is(status, 200, JSON.stringify(said));
}
