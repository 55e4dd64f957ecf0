import type { Trx } from '#lib/db.ts';
import { stopwatch } from '#lib/elapsed.ts';
import type { Context } from '../context.ts';
import { personKeyIn, personKeysOf, type PersonKey } from '../encryption/person-keys.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptContent, encryptContent, type Content } from './content.ts';
import type { Due, WrittenText } from './decide-due.ts';
import { writeContent } from './write-claimed.ts';

/**
 * How long texts may be written inside the transaction that claims their messages, in milliseconds. What is left then
 * is written after it (write-claimed.ts): a template may take seconds.
 */
const BRIEF_MS = 100;

/** The contents of due messages. */
export type Opened = {
  contents: ReadonlyMap<string, { content: Content; person: PersonKey | null }>;
  /** Messages whose content cannot be decrypted. */
  unreadable: ReadonlySet<string>;
  /** Texts that were written now; the claim stores them. */
  written: WrittenText[];
};

/** Decrypts the contents of queued messages, and writes the texts that are not written yet. */
export async function openDue(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  due: readonly Due[],
): Promise<Opened> {
  const persons = await personKeysOf(trx, keys, due.map((row) => row.content_enc)); // prettier-ignore
  const contents = new Map<string, { content: Content; person: PersonKey | null }>();
  const unreadable = new Set<string>();
  const written: WrittenText[] = [];
  const spent = stopwatch();
  for (const { id, content_enc } of due) {
    if (!content_enc) continue;
    const person = personKeyIn(persons, content_enc);
    const stored = opened(keys, ctx, persons, id, content_enc);
    if (stored === 'unreadable') unreadable.add(id);
    else if (stored?.unwritten && person && spent() < BRIEF_MS) {
      const content = writeContent(stored);
      contents.set(id, { content, person });
      const encrypted = encryptContent(person, ctx.tenantId, id, content);
      written.push({ id, content: encrypted.toString('base64') });
    } else if (stored) contents.set(id, { content: stored, person });
  }
  return { contents, unreadable, written };
}

function opened(
  keys: TenantKeys,
  { tenantId }: Context,
  persons: Parameters<typeof decryptContent>[1],
  id: string,
  encrypted: Buffer,
): Content | null | 'unreadable' {
  try {
    return decryptContent(keys, persons, tenantId, id, encrypted);
  } catch {
    return 'unreadable';
  }
}
