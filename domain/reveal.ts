import { AppError } from '#lib/errors.ts';
import type { Context } from './context.ts';

/** Personal data in clear is for those who may. @throws AppError forbidden */
export function assertMayReveal(ctx: Context): void {
  if (!ctx.permissions.has('pii:read')) {
    throw new AppError('forbidden', 'Seeing personal data needs the permission pii:read');
  }
}
