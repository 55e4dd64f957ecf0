import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';

type Channel = 'sms' | 'email';

/** Limits for the pause that a provider requests, in milliseconds. */
const LEAST_MS = 1_000;
const MOST_MS = 60 * 60_000;
/** The pause when the provider names none: doubled at each repetition within ten minutes. */
const FIRST_MS = 5_000;
const MOST_OWN_MS = 15 * 60_000;

/** Returns SQL that is true while a sender is paused. @param tenant @param channel SQL expressions */
export const isResting = (tenant: string, channel: string): string =>
  `exists (select from sender_rests rest where rest.tenant_id = ${tenant} and rest.channel = ${channel}
    and rest.until > now())`;

/**
 * Pauses a sender (an organisation on a channel) after a provider's rate limit. No worker hands over anything for
 * this sender until the pause ends. Further rate-limit errors during the pause, from messages already under way, do
 * not extend it.
 */
export const restSender = (
  services: Services,
  ctx: Context,
  channel: Channel,
  { code, retryAfterMs }: { code: string; retryAfterMs?: number | undefined },
): Promise<unknown> =>
  services.db.withTenant(ctx, (trx) =>
    trx.raw(
      `insert into sender_rests as r (tenant_id, channel, code, until)
       values (:tenant, :channel, :code, now() + coalesce(:asked::float8, ${FIRST_MS}) * interval '1 millisecond')
       on conflict (tenant_id, channel) do update set code = excluded.code,
         times = case when r.until > now() then r.times
           when r.until > now() - interval '10 minutes' then r.times + 1 else 1 end,
         until = case when :asked::float8 is null and r.until > now() then r.until else greatest(r.until,
           now() + coalesce(:asked::float8, least(${MOST_OWN_MS}, ${FIRST_MS} * 2 ^ least(
             case when r.until > now() - interval '10 minutes' then r.times else 0 end, 20)))
             * interval '1 millisecond') end`,
      {
        tenant: ctx.tenantId,
        channel,
        code,
        asked:
          retryAfterMs === undefined ? null : Math.min(Math.max(retryAfterMs, LEAST_MS), MOST_MS),
      },
    ),
  );

/** Returns the rest of a sender's pause, in milliseconds; 0 when it is not paused. */
export async function restLeft(trx: Trx, channel: Channel): Promise<number> {
  const { rows } = await trx.raw<{ rows: { left: number }[] }>(
    `select extract(epoch from until - now())::float8 * 1000 as left from sender_rests
     where channel = ? and until > now()`,
    [channel],
  );
  return Math.ceil(rows[0]?.left ?? 0);
}

/** The sender is paused; sending was not begun. */
export class SenderRests extends Error {
  override readonly name = 'SenderRests';
  /** Until the pause ends, in milliseconds. */
  readonly waitMs: number;
  constructor(waitMs: number) {
    super('the sender is paused');
    this.waitMs = waitMs;
  }
}

/**
 * Checks that a sender is not paused. Call it before a single message is handed over outside the outbox and the
 * campaigns, before anything is written.
 * @throws SenderRests
 */
export async function assertNotResting(trx: Trx, channel: Channel): Promise<void> {
  const left = await restLeft(trx, channel);
  if (left > 0) throw new SenderRests(left);
}
