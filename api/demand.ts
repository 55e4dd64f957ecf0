import type { Context } from '#domain/context.ts';
import type { Permission } from '#domain/permissions.ts';
import { AppError } from '#lib/errors.ts';

/**
 * Checks that a caller has a permission.
 * @throws {AppError} forbidden when not
 */
export function demand(caller: Context, permission: Permission): void {
  if (!caller.permissions.has(permission)) {
    throw new AppError('forbidden', `This needs the permission ${permission}`);
  }
}
