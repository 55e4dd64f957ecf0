import type { Rendered, TemplateSource, TemplateVariables } from '../templates/contract.ts';
import type { MessageValues } from '../templates/values.contract.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { AadParts } from '../encryption/personal.ts';
import {
  decryptPersonal,
  encryptPersonal,
  type OpeningKeys,
  type PersonKey,
} from '../encryption/person-keys.ts';

/** A text that is written at the hand-over of its message (write-claimed.ts), with its values. */
export type Unwritten = {
  source: TemplateSource;
  values: MessageValues & TemplateVariables;
  /** It is marked as a test, and values that are missing stay empty. */
  test?: boolean;
};

/** `unwritten`: not written yet. `fault`: why it could not be written. */
export type Words = Rendered & { unwritten?: Unwritten; fault?: string };

/** The content and recipient of a message, stored encrypted with it, so that it can be shown later. */
export type Content = Words & { to: string };

const aad = (tenantId: string, id: string): AadParts => ({
  tenantId,
  table: 'messages',
  id,
  column: 'content',
});

/** Encrypts a message's content. @param person the recipient's key */
export const encryptContent = (
  person: PersonKey,
  tenantId: string,
  id: string,
  content: Content,
): Buffer => encryptPersonal(person, aad(tenantId, id), JSON.stringify(content));

/**
 * Decrypts a message's content. @returns null once the person was erased @throws Error when the value was moved or
 * changed
 */
export function decryptContent(
  keys: TenantKeys,
  persons: OpeningKeys,
  tenantId: string,
  id: string,
  encrypted: Buffer,
): Content | null {
  const opened = decryptPersonal(keys, persons, aad(tenantId, id), encrypted);
  if (opened === null) return null;
  const { to, subject, text, html, unwritten, fault } = JSON.parse(opened);
  return {
    to,
    text,
    ...(subject ? { subject } : {}),
    ...(html ? { html } : {}),
    ...(unwritten ? { unwritten } : {}),
    ...(fault ? { fault } : {}),
  };
}
