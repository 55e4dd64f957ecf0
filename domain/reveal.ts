import { AppError } from '#lib/errors.ts';
import type { Context } from './context.ts';

/** Checks the permission to see personal data in clear. @throws AppError forbidden */
export function assertMayReveal(ctx: Context): void {
  if (!ctx.permissions.has('pii:read')) {
    throw new AppError('forbidden', 'Seeing personal data needs the permission pii:read');
  }
}
