import pMap from 'p-map';
import { createComposer, type Composed } from '#domain/campaigns/compose.ts';
import type { Needed } from '#domain/campaigns/claim-sql.ts';
import type { Claimed } from '#domain/campaigns/claim.ts';
import type { SendPlan } from '#domain/campaigns/plan.ts';
import type { CampaignResult } from '#domain/campaigns/record.ts';
import type { HandOver } from '#domain/messaging/rules.ts';
import { faultOf } from '#domain/messaging/write-claimed.ts';
import { AppError } from '#lib/errors.ts';
import { openBulkSmtp, type BulkMail, type QueuedMail } from '#providers/email/bulk-smtp.ts';
import { createSigner } from '#providers/email/dkim.ts';
import { createMailWriter } from '#providers/email/mime.ts';
import type { ActivityDeps } from '../deps.ts';
import { listId, returnHeadersOf } from '../return-path-headers.ts';
import type { Sender } from '../sender.ts';

export type CampaignHandOver = {
  /**
   * Composes a batch and hands it over. A message not begun by `before`, a time of `performance.now()`, comes back as
   * `ELATE`. Never throws for failures of a provider, the network or one person's data.
   */
  send(rows: readonly Claimed[], before: number): Promise<CampaignResult[]>;
  /** What must be claimed with each recipient. */
  needs: readonly Needed[];
  /** Limits of a batch: at least what the provider takes at once. */
  batchSizes: { least: number; most: number };
  close(): Promise<void>;
};

/** Connections of one lane to the mail server. */
const CONNECTIONS = 3;
/** Parallel texts of one lane, and most texts of a batch at a provider that is quick. */
const TEXTS = 25;
const MOST_TEXTS = 100;

export function createHandOver(
  deps: ActivityDeps,
  plan: SendPlan,
  tenantId: string,
  sender: Sender,
): CampaignHandOver {
  const { compose, needs } = createComposer(plan, tenantId);
  return plan.channel === 'email'
    ? { needs, ...mails(deps, plan, tenantId, sender, compose) }
    : { needs, ...texts(deps, tenantId, compose) };
}

type Compose = (row: Claimed) => Composed;
type Writer = Omit<CampaignHandOver, 'needs'>;

/**
 * Why a message cannot be composed for one person: a value is missing, the text gets too long, or a stored value
 * cannot be read.
 */
const notComposed = (error: unknown): HandOver => ({
  status: 'rejected',
  code: error instanceof AppError ? faultOf(error) : 'unreadable',
  about: 'words',
});

const NO_OUTCOME: HandOver = { status: 'unknown', code: 'no_outcome' };

/** Each mail is composed when its turn on a connection comes, so that only those under way are in memory. */
function mails(
  deps: ActivityDeps,
  plan: SendPlan,
  tenantId: string,
  sender: Sender,
  compose: Compose,
): Writer {
  const write = createMailWriter({
    from: sender.from,
    ...(sender.replyTo ? { replyTo: sender.replyTo } : {}),
    host: new URL(plan.publicUrl).hostname,
    ...(plan.marketing ? { listId: listId(plan.purposeId, plan.publicUrl) } : {}),
  });
  const bulk = openBulkSmtp({ url: deps.smtpUrl, connections: CONNECTIONS });
  const mailOf = (row: Claimed, before: number): BulkMail => {
    const target = { tenantId, what: 'message', id: row.id } as const;
    const { headers, envelopeFrom, unsubscribeMail } = returnHeadersOf(
      deps.mailReturns,
      plan.keys,
      target,
    );
    const mail = compose(row);
    const data = write({
      id: row.id,
      to: mail.to,
      subject: mail.subject ?? '',
      text: mail.text,
      html: mail.html ?? '',
      headers,
      ...(plan.marketing ? { unsubscribeUrl: mail.unsubscribeUrl } : {}),
      ...(plan.marketing && unsubscribeMail ? { unsubscribeMail } : {}),
    });
    return { from: envelopeFrom ?? sender.from.address, to: mail.to, data, before };
  };
  const sign = sender.dkim && createSigner(sender.dkim);
  return {
    async send(rows, before) {
      const tried: { address?: string; fault?: HandOver }[] = rows.map(() => ({}));
      const make = (row: Claimed, i: number): BulkMail | null => {
        try {
          const mail = mailOf(row, before);
          tried[i] = { address: mail.to };
          return mail;
        } catch (error) {
          tried[i] = { fault: notComposed(error) };
          return null;
        }
      };
      const queued = sign
        ? await Promise.all(rows.map((row, i) => signed(make(row, i), sign)))
        : rows.map((row, i) => () => make(row, i));
      const outcomes = await bulk.send(queued);
      return rows.map((message, i): CampaignResult => {
        const { address, fault } = tried[i] ?? {};
        const handed = fault ?? outcomes[i] ?? NO_OUTCOME;
        return { message, handed, ...(address === undefined ? {} : { address }) };
      });
    },
    batchSizes: { least: 2 * CONNECTIONS, most: 200 },
    close: () => bulk.close(),
  };
}

/** Signs a mail ahead of its turn, because signing is not synchronous. */
async function signed(
  mail: BulkMail | null,
  sign: (data: string) => Promise<string>,
): Promise<QueuedMail> {
  const data = mail && { ...mail, data: await sign(mail.data) };
  return data ?? (() => null);
}

function texts(deps: ActivityDeps, tenantId: string, compose: Compose): Writer {
  const send = async (row: Claimed, before: number): Promise<CampaignResult> => {
    let text: Composed;
    try {
      text = compose(row);
    } catch (error) {
      return { message: row, handed: notComposed(error) };
    }
    const handed = await deps.sms.send({
      to: text.to,
      body: text.text,
      reference: { tenantId, kind: 'message', id: row.id },
      before,
    });
    return { message: row, handed, address: text.to, text: text.text };
  };
  return {
    send: (rows, before) => pMap(rows, (row) => send(row, before), { concurrency: TEXTS }),
    batchSizes: { least: TEXTS, most: MOST_TEXTS },
    close: async () => undefined,
  };
}
