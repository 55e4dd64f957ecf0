import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';

/** `afterwards` runs after the commit. */
export type Stated = { stated: boolean; afterwards?: () => Promise<unknown> };

/** Ends the work of a process, if it has not ended yet. */
export type State = (
  trx: Trx,
  services: Services,
  ctx: Context,
  id: string,
  why: string,
) => Promise<Stated>;
