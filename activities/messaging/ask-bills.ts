import pMap from 'p-map';
import type { Context } from '#domain/context.ts';
import { claimBills, recordBill } from '#domain/messaging/bills-due.ts';
import type { ActivityDeps } from '../deps.ts';

/**
 * Asks the provider for the charges of texts that it did not know before.
 * @returns the number of texts
 */
export async function askBills({ services, sms }: ActivityDeps, ctx: Context): Promise<number> {
  const due = await claimBills(services, ctx);
  await pMap(
    due,
    async (bill) => {
      const billed = sms.billOf ? await sms.billOf(bill.provider_message_id) : null;
      // A provider without such a record is not asked again.
      await recordBill(services, ctx, bill, billed, !sms.billOf);
    },
    { concurrency: 4 },
  );
  return due.length;
}
