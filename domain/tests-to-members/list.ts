import type { Context, Services } from '../context.ts';
import type { Member } from './contract.ts';
import { testView, type TestRow, type TestView } from './row.ts';

const NEWEST = 20;

/** Returns the newest tests of a member, with their results. */
export const listTests = (services: Services, ctx: Context, member: Member): Promise<TestView[]> =>
  services.db.withTenant(ctx, async (trx) => {
    const rows: TestRow[] = await trx('test_messages')
      .where({ user_id: member.id })
      .orderBy('created_at', 'desc')
      .limit(NEWEST);
    return rows.map(testView);
  });
