import type { Context } from '#domain/context.ts';
import type { Permission } from '#domain/permissions.ts';
import { AppError } from '#lib/errors.ts';

/** @throws AppError forbidden */
export function demand(caller: Context, permission: Permission): void {
  if (!caller.permissions.has(permission)) {
    throw new AppError('forbidden', `This needs the permission ${permission}`);
  }
}
