import { createTransport } from 'nodemailer';
import pMap from 'p-map';
import type { Context, Services } from '#domain/context.ts';
import { openBulkSmtp, type BulkMail } from '#providers/email/bulk-smtp.ts';
import { createMailWriter } from '#providers/email/mime.ts';
import { newId } from '#lib/ids.ts';
import { addressOf } from './audience.ts';
import type { Receiver } from './children.ts';

/*
 * The baselines of a campaign: how much the same receiver takes from senders that do nothing else. "With row": each
 * message also becomes a row in Postgres, in batches. "Personal": each mail is another one, made before the clock starts;
 * otherwise all are the same.
 */
export type Bare = {
  name: string;
  perSecond: number;
  cpuSecondsPer10k: number;
};

const BATCH = 500;
const CONNECTIONS = 10;
type Mail = { subject: string; text: string; html: string };

export async function runBare(
  services: Services,
  ctx: Context,
  receiver: Receiver,
  count: number,
  mail: Mail,
): Promise<Bare[]> {
  const rows = createRows(services, ctx);
  const constant = mailsOf(count, mail, false);
  const personal = mailsOf(count, mail, true);
  return [
    await run('raw', count, receiver, () => raw(receiver, constant, none)),
    await run('raw_with_row', count, receiver, () => raw(receiver, constant, rows)),
    await run('raw_personal_with_row', count, receiver, () => raw(receiver, personal, rows)),
    await run('nodemailer', count, receiver, () => pooled(receiver, count, mail, none)),
    await run('nodemailer_with_row', count, receiver, () => pooled(receiver, count, mail, rows)),
  ];
}

async function run(
  name: string,
  count: number,
  receiver: Receiver,
  work: () => Promise<void>,
): Promise<Bare> {
  await receiver.take();
  const cpu = process.cpuUsage();
  const started = process.hrtime.bigint();
  await work();
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const used = process.cpuUsage(cpu);
  const got = await receiver.take();
  if (got.mails !== count) throw new Error(`${name}: ${got.mails} of ${count} arrived`);
  return {
    name,
    perSecond: count / seconds,
    cpuSecondsPer10k: ((used.user + used.system) / 1e6 / count) * 10_000,
  };
}

const none = async (): Promise<void> => undefined;

type Rows = (addresses: readonly string[]) => Promise<void>;

/** Writes one row per message, a batch in one statement. */
const createRows =
  (services: Services, ctx: Context): Rows =>
  async (addresses) => {
    await services.db.withTenant(ctx, (trx) =>
      trx.raw(
        `insert into message_events (tenant_id, message_id, type, detail)
         select ?, (select id from messages limit 1), 'bench', jsonb_build_object('to', md5(address))
         from unnest(?::text[]) as address`,
        [ctx.tenantId, [...addresses]],
      ),
    );
  };

const batches = (count: number): string[][] =>
  Array.from({ length: Math.ceil(count / BATCH) }, (_, b) =>
    Array.from({ length: Math.min(BATCH, count - b * BATCH) }, (_, i) => addressOf(b * BATCH + i)),
  );

/** Makes mails ahead of the measurement: one for everybody, or each with its own id, address and name. */
function mailsOf(count: number, mail: Mail, personal: boolean): BulkMail[] {
  const write = createMailWriter({
    from: { name: 'Bench', address: 'bench@assent.example' },
    host: 'assent.example',
  });
  const constant = write({ id: newId(), to: 'somebody@example.com', ...mail });
  return batches(count)
    .flat()
    .map((to, i) => {
      const own = {
        ...mail,
        text: `Hello ${i}\n${mail.text}`,
        html: `<p>Hello ${i}</p>${mail.html}`,
      };
      const data = personal ? write({ id: newId(), to, ...own }) : constant;
      return { from: 'bench@assent.example', to, data };
    });
}

/** Sends prebuilt mails over pipelining connections that stay open. */
async function raw(receiver: Receiver, mails: readonly BulkMail[], rows: Rows): Promise<void> {
  const bulk = openBulkSmtp({ url: receiver.url, connections: CONNECTIONS });
  let recorded = Promise.resolve();
  for (let at = 0; at < mails.length; at += BATCH) {
    const batch = mails.slice(at, at + BATCH);
    await bulk.send(batch);
    await recorded;
    recorded = rows(batch.map(({ to }) => to));
  }
  await recorded;
  await bulk.close();
}

/** Sends with nodemailer in its usual way: pooled, composing each mail. */
async function pooled(receiver: Receiver, count: number, mail: Mail, rows: Rows): Promise<void> {
  const { hostname, port } = new URL(receiver.url);
  const transport = createTransport({
    host: hostname,
    port: Number(port),
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Infinity,
    ignoreTLS: true,
  });
  let recorded = Promise.resolve();
  for (const batch of batches(count)) {
    await pMap(batch, (to) => transport.sendMail({ from: 'bench@assent.example', to, ...mail }), {
      concurrency: CONNECTIONS * 2,
    });
    await recorded;
    recorded = rows(batch);
  }
  await recorded;
  transport.close();
}
