import type { Channel } from '../addresses/address.ts';
import type { TestStatus } from './contract.ts';

export type TestRow = {
  tenant_id: string;
  id: string;
  user_id: string;
  channel: Channel;
  template_id: string | null;
  campaign_id: string | null;
  status: TestStatus;
  error_code: string | null;
  content_enc: Buffer | null;
  created_at: Date;
  claimed_at: Date | null;
};

/** Additional authenticated data of the encrypted address and text. */
export const contentAad = ({ tenant_id, id }: Pick<TestRow, 'tenant_id' | 'id'>) => ({
  tenantId: tenant_id,
  table: 'test_messages',
  id,
  column: 'content',
});

/** Returns a test as its member sees it. */
export const testView = (row: TestRow) => ({
  id: row.id,
  channel: row.channel,
  template_id: row.template_id,
  campaign_id: row.campaign_id,
  status: row.status,
  error_code: row.error_code,
  created_at: row.created_at,
});
export type TestView = ReturnType<typeof testView>;
