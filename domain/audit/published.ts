import { z } from 'zod';
import type { Services } from '../context.ts';

/** A seal outside the database, with all that is needed to check it and to find the row that was changed. */
export const publishedSealShape = z.object({
  seal: z.object({
    tenant_id: z.string(),
    number: z.int(),
    first_position: z.int(),
    entries: z.int(),
    root: z.string(),
    previous: z.string().nullable(),
    sealed_at: z.string(),
    key_version: z.int(),
    hash: z.string(),
    signature: z.string(),
  }),
  /** Ed25519, base64url. */
  public_key: z.string(),
  /** The hash of each row, base64url, in order. */
  leaves: z.array(z.string()),
});
export type PublishedSeal = z.infer<typeof publishedSealShape>;

/** Where a seal is published; what belongs to it has the same name with another ending. */
export const publishedKey = (tenantId: string, number: number, ending = 'json'): string =>
  `${tenantId}/${String(number).padStart(9, '0')}.${ending}`;

/** @returns null when it has not been published; throws when the file is not a seal */
export async function readPublished(
  services: Pick<Services, 'seals'>,
  tenantId: string,
  number: number,
): Promise<PublishedSeal | null> {
  const text = await services.seals.readText(publishedKey(tenantId, number));
  return text === null ? null : publishedSealShape.parse(JSON.parse(text));
}
