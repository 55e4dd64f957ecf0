import pMap from 'p-map';
import { createComposer, type Composed } from '#domain/campaigns/compose.ts';
import type { ContactValue } from '#domain/campaigns/claim-sql.ts';
import type { Claimed } from '#domain/campaigns/claim.ts';
import type { SendPlan } from '#domain/campaigns/plan.ts';
import type { CampaignResult } from '#domain/campaigns/record.ts';
import type { HandOver } from '#domain/messaging/rules.ts';
import { faultOf } from '#domain/messaging/write-claimed.ts';
import { AppError } from '#lib/errors.ts';
import { openBulkSmtp } from '#providers/email/bulk-smtp.ts';
import { createSigner } from '#providers/email/dkim.ts';
import { createMailWriter } from '#providers/email/mime.ts';
import type { ActivityDeps } from '../deps.ts';
import { listId, returnHeadersOf } from '../return-path-headers.ts';
import type { Sender } from '../sender.ts';

export type CampaignHandOver = {
  /**
   * Composes a chunk and hands it over. A message not begun by `before`, a time of `performance.now()`, comes back as
   * `ELATE`. Never throws for failures of a provider, the network or one person's data.
   */
  send(rows: readonly Claimed[], before: number): Promise<CampaignResult[]>;
  /** The contact values that must be claimed with each recipient. */
  needs: readonly ContactValue[];
  /** Limits of the batch between two looks at the gate: from what the provider takes at once, up to a chunk. */
  batchSizes: { least: number; most: number };
  close(): Promise<void>;
};

/** Connections of one lane to the mail server. */
const CONNECTIONS = 3;
/** Parallel texts of one lane: a whole batch, so that no text waits after the gate was asked. */
const TEXTS = 25;

export function createHandOver(
  deps: ActivityDeps,
  plan: SendPlan,
  tenantId: string,
  sender: Sender,
): CampaignHandOver {
  const { compose, needs } = createComposer(plan, tenantId);
  const write =
    plan.channel === 'email' ? mails(deps, plan, tenantId, sender) : texts(deps, tenantId);
  return {
    async send(rows, before) {
      const results: CampaignResult[] = [];
      const ready: { row: Claimed; mail: Composed }[] = [];
      for (const row of rows) {
        try {
          ready.push({ row, mail: compose(row) });
        } catch (error) {
          results.push({
            message: row,
            handed: { status: 'rejected', code: reasonOf(error), about: 'words' },
          });
        }
      }
      const handed = await write.send(ready, before);
      ready.forEach(({ row, mail }, i) => {
        results.push({
          message: row,
          handed: handed[i] ?? { status: 'unknown', code: 'no_outcome' },
          address: mail.to,
          ...(plan.channel === 'sms' ? { text: mail.text } : {}),
        });
      });
      return results;
    },
    needs,
    batchSizes:
      plan.channel === 'email'
        ? { least: 2 * CONNECTIONS, most: 200 }
        : { least: TEXTS, most: TEXTS },
    close: write.close,
  };
}

/**
 * Why a message cannot be composed for one person: a value is missing, the text gets too long, or a stored value
 * cannot be read.
 */
const reasonOf = (error: unknown): string =>
  error instanceof AppError ? faultOf(error) : 'unreadable';

type Writer = {
  send(ready: readonly { row: Claimed; mail: Composed }[], before: number): Promise<HandOver[]>;
  close(): Promise<void>;
};

function mails(deps: ActivityDeps, plan: SendPlan, tenantId: string, sender: Sender): Writer {
  const write = createMailWriter({
    from: sender.from,
    ...(sender.replyTo ? { replyTo: sender.replyTo } : {}),
    host: new URL(plan.publicUrl).hostname,
    ...(plan.marketing ? { listId: listId(plan.purposeId, plan.publicUrl) } : {}),
  });
  const sign = createSigner(sender.dkim);
  const bulk = openBulkSmtp({ url: deps.smtpUrl, connections: CONNECTIONS });
  return {
    send: async (ready, before) =>
      bulk.send(
        await Promise.all(
          ready.map(async ({ row, mail }) => {
            const target = { tenantId, what: 'message', id: row.id } as const;
            const returnHeaders = returnHeadersOf(deps.mailReturns, plan.keys, target);
            const out = returnHeaders.unsubscribeMail
              ? { unsubscribeMail: returnHeaders.unsubscribeMail }
              : {};
            const data = write({
              id: row.id,
              to: mail.to,
              subject: mail.subject ?? '',
              text: mail.text,
              html: mail.html ?? '',
              headers: returnHeaders.headers,
              ...(plan.marketing ? { unsubscribeUrl: mail.unsubscribeUrl, ...out } : {}),
            });
            return {
              from: returnHeaders.envelopeFrom ?? sender.from.address,
              to: mail.to,
              data: await sign(data),
              before,
            };
          }),
        ),
      ),
    close: () => bulk.close(),
  };
}

function texts(deps: ActivityDeps, tenantId: string): Writer {
  return {
    send: (ready, before) =>
      pMap(
        ready,
        ({ row, mail }) =>
          deps.sms.send({
            to: mail.to,
            body: mail.text,
            reference: { tenantId, kind: 'message', id: row.id },
            before,
          }),
        { concurrency: TEXTS },
      ),
    close: async () => undefined,
  };
}
