import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import { reportSql } from '../message-ledger/record-sql.ts';
import { recordMessageEvent } from '../messaging/ledger.ts';
import type { MailReport } from './contract.ts';

const BECOMES = { delivery: 'delivered', bounce: 'bounced', complaint: 'complained' } as const;

/** Updates a mail in the ledger, if the report is about its recipient. */
export async function moveMessage(
  trx: Trx,
  ctx: Context,
  messageId: string,
  addressBidx: Buffer,
  report: MailReport,
): Promise<void> {
  const status = BECOMES[report.kind];
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `${reportSql(status, report.kind === 'bounce' ? { code: ':code' } : {})}
       and m.address_bidx = :bidx and m.channel = 'email'`,
    {
      tenant: ctx.tenantId,
      id: messageId,
      bidx: addressBidx,
      ...(report.kind === 'bounce' ? { code: report.code?.slice(0, 100) ?? null } : {}),
    },
  );
  if (!rowCount) return;
  await recordMessageEvent(trx, ctx, messageId, status, report.code ? { code: report.code } : {});
}
