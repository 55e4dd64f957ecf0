import type { Rendered, TemplateSource } from '../templates/contract.ts';
import type { MessageValues } from '../templates/values.contract.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { AadParts } from '../encryption/personal.ts';
import {
  decryptPersonal,
  encryptPersonal,
  type OpeningKeys,
  type PersonKey,
} from '../encryption/person-keys.ts';

/** A text that is written when its message is handed over (write-claimed.ts), and what it is filled with. */
export type Unwritten = { source: TemplateSource; values: MessageValues };

/** `unwritten`: nothing is said yet. `fault`: it could not be written, and why. */
export type Words = Rendered & { unwritten?: Unwritten; fault?: string };

/** What was, or will be, sent to whom: kept encrypted with the message, so that it can be shown later. */
export type Content = Words & { to: string };

const aad = (tenantId: string, id: string): AadParts => ({
  tenantId,
  table: 'messages',
  id,
  column: 'content',
});

/** @param person whom it goes to */
export const encryptContent = (
  person: PersonKey,
  tenantId: string,
  id: string,
  content: Content,
): Buffer => encryptPersonal(person, aad(tenantId, id), JSON.stringify(content));

/** @returns null once the person was erased. @throws Error when the value was moved or changed */
export function decryptContent(
  keys: TenantKeys,
  persons: OpeningKeys,
  tenantId: string,
  id: string,
  sealed: Buffer,
): Content | null {
  const opened = decryptPersonal(keys, persons, aad(tenantId, id), sealed);
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
