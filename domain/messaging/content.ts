import type { Rendered } from '../templates/contract.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { openValue, sealValue } from '../tenancy/personal.ts';

/** What was, or will be, sent to whom: kept sealed with the message, so that it can be shown later. */
export type Content = Rendered & { to: string };

const place = (tenantId: string, id: string) => ({
  tenantId,
  table: 'messages',
  id,
  column: 'content',
});

export const sealContent = (
  keys: TenantKeys,
  tenantId: string,
  id: string,
  content: Content,
): Buffer => sealValue(keys, place(tenantId, id), JSON.stringify(content));

/** @throws Error when the value was moved, changed or its key destroyed */
export function openContent(
  keys: TenantKeys,
  tenantId: string,
  id: string,
  sealed: Buffer,
): Content {
  const { to, subject, text, html } = JSON.parse(openValue(keys, place(tenantId, id), sealed));
  return { to, text, ...(subject ? { subject } : {}), ...(html ? { html } : {}) };
}
