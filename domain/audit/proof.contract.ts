import { z } from 'zod';

/** Builds the schema of a number of bytes in lower-case hex. */
export const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));

/** An audit row in the form that is hashed. */
export const sealedEntry = z.strictObject({
  tenant_id: z.string(),
  id: z.string(),
  seq: z.int(),
  occurred_at: z.string(),
  actor_type: z.string(),
  actor_id: z.string().nullable(),
  action: z.string(),
  entity_type: z.string(),
  entity_id: z.string(),
  detail: z.record(z.string(), z.unknown()),
  request_id: z.string().nullable(),
});

/** A seal in the form that is signed and published. */
export const sealShape = z.strictObject({
  tenant_id: z.string(),
  number: z.int(),
  first_position: z.int(),
  entries: z.int(),
  root: hex(32),
  previous: hex(32).nullable(),
  sealed_at: z.string(),
  key_version: z.int(),
  hash: hex(32),
  signature: z.string(),
});
