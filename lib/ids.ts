import { stringify, v7, validate, version } from 'uuid';

/** A tenant's id. Branded so that ids of different things cannot be swapped by mistake. */
export type TenantId = string & { readonly __id: 'tenant' };

/** Returns a new UUIDv7 (RFC 9562 §5.7), sortable by creation time to the millisecond. */
export const newId = (): string => v7();

/** Returns true for any RFC 9562 UUID text, whatever its version. */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && validate(value) && version(value) > 0;

/** Returns the id in 16 bytes of a longer value; null when the bytes are not a UUID. */
export function idAt(bytes: Buffer, offset: number): string | null {
  try {
    const id = stringify(bytes.subarray(offset, offset + 16));
    return isId(id) ? id : null;
  } catch {
    return null;
  }
}

/**
 * Brands a checked UUID as a tenant id.
 * @throws {TypeError} when it is not a UUID
 */
export function tenantId(value: string): TenantId {
  if (!isTenantId(value)) throw new TypeError('tenant id must be a UUID');
  return value;
}

const isTenantId = (value: string): value is TenantId => isId(value);
