import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';

/** `afterwards` is to be done after the commit. */
export type Stated = { stated: boolean; afterwards?: () => Promise<unknown> };

/** Ends what a process is about, if it has not ended yet. */
export type State = (
  trx: Trx,
  services: Services,
  ctx: Context,
  id: string,
  why: string,
) => Promise<Stated>;
