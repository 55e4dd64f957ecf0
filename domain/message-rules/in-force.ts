import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Context } from '../context.ts';
import type { Cap } from './caps.ts';
import type { FrequencyCaps } from './contract.ts';
import type { Home } from './location.ts';
import { openingAt, type Opening, type Location, type QuietRule } from './quiet-hours.ts';
import { readQuietHours, switches } from './read.ts';
import { within } from './without-effect.ts';

/** A tenant's rules, prepared for many messages. */
export type RulesInForce = {
  /** Whether any rule could defer such a message; if not, nothing more is read about it. */
  touch(message: { channel: 'sms' | 'email'; marketing: boolean }): boolean;
  isQuiet(message: { channel: 'sms' | 'email'; marketing: boolean }): boolean;
  opening(location: Location, at: Date): Opening;
  caps: readonly Cap[];
  over: FrequencyCaps['over'];
  home: Home;
};

type Head = { version: number | null; country: string; time_zone: string };
type Known = { head: Head; rules: RulesInForce };

/** By tenant. Each claim reads one row only, to see whether anything has changed. */
const known = new Map<string, Known>();
const MOST_KNOWN = 1_000;

/** Returns the rules in force and the time that decides. */
export async function rulesInForce(
  trx: Trx,
  ctx: Context,
): Promise<{ rules: RulesInForce; now: Date }> {
  const head = await readHead(trx, ctx);
  const now = timeOf(trx);
  const before = known.get(ctx.tenantId);
  if (before && JSON.stringify(before.head) === JSON.stringify(head)) {
    return { rules: before.rules, now };
  }
  const rules = await load(trx, ctx, { country: head.country, timeZone: head.time_zone });
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(ctx.tenantId, { head, rules });
  return { rules, now };
}

async function readHead(trx: Trx, ctx: Context): Promise<Head> {
  const read = async (): Promise<Head> => {
    const { rows } = await prepared<Head>(
      trx,
      `select r.version, t.country, t.time_zone
       from tenants t left join message_rules r on r.tenant_id = t.tenant_id`,
    );
    const [head] = rows;
    if (!head) throw new Error('no such tenant');
    return head;
  };
  const head = await read();
  if (head.version !== null) return head;
  await switches(trx, ctx.tenantId);
  return read();
}

async function load(trx: Trx, ctx: Context, home: Home): Promise<RulesInForce> {
  const row = await switches(trx, ctx.tenantId);
  const { rules, holidays } = await readQuietHours(trx, ctx);
  const caps: Cap[] = await trx('frequency_caps').select(
    'channel',
    'most',
    'hours',
    'purpose_id as purposeId',
  );
  const quiet = rules
    .filter((rule) => row.quiet_hours && rule.enabled)
    .map((rule): QuietRule => ({
      region: rule.region,
      hours: rule.hours,
      closed: new Set(
        rule.no_holidays
          ? holidays.filter((h) => within(rule.region, h.region)).map((h) => h.day)
          : [],
      ),
    }));
  const isQuiet: RulesInForce['isQuiet'] = ({ channel, marketing }) =>
    quiet.length > 0 &&
    row.quiet_channels.includes(channel) &&
    (marketing || row.quiet_transactional);
  return {
    isQuiet,
    touch: (message) =>
      isQuiet(message) ||
      (message.marketing && caps.some((cap) => cap.channel === message.channel)),
    opening: remembering(quiet),
    caps,
    over: row.over_cap,
    home,
  };
}

/** Caches the answer per location: millions of people share a few hundred locations. */
function remembering(quiet: readonly QuietRule[]): RulesInForce['opening'] {
  const cached = new Map<string, { from: number; opening: Opening }>();
  return (location, at) => {
    const key = `${location.zones.join()} ${location.regions.join()}`;
    const had = cached.get(key);
    const time = at.getTime();
    if (had && had.from <= time && had.opening.until && time < had.opening.until.getTime()) {
      return had.opening;
    }
    const opening = openingAt(quiet, location, at);
    cached.set(key, { from: time, opening });
    return opening;
  };
}
