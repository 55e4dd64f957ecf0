import { z } from 'zod';
import type { Services } from '../context.ts';

/** A published seal, with everything needed to check it and to find a changed row. */
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

/** Returns the key of a published seal. Files that belong to it have the same name with another ending. */
export const publishedKey = (tenantId: string, number: number, ending = 'json'): string =>
  `${tenantId}/${String(number).padStart(9, '0')}.${ending}`;

/** Reads a published seal; null when it has not been published. @throws Error when the file is not a seal */
export async function readPublished(
  services: Pick<Services, 'seals'>,
  tenantId: string,
  number: number,
): Promise<PublishedSeal | null> {
  const text = await services.seals.readText(publishedKey(tenantId, number));
  return text === null ? null : publishedSealShape.parse(JSON.parse(text));
}
