import { z } from 'zod';
import type { Trx } from '#lib/db.ts';
import { own } from '#lib/own.ts';
import { gateJoin, gateReason } from '../consent/gate/gate.ts';
import { consentAddress } from '../consent/consent-address.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue } from '../encryption/personal.ts';
import { covers, recent, roomAt } from './caps.ts';
import type { Held } from './contract.ts';
import type { RulesInForce } from './in-force.ts';
import { locationOf, type Whereabouts } from './location.ts';
import { addressKey, keepUses, lockUses } from './uses.ts';

export type Deferrals = {
  deferred: Deferral[];
  /** When the first open window of the messages that may go now closes; null: none does. */
  closesAt: Date | null;
};

/**
 * A message that may not go now. `until` null: it may not go at all, by the tenant's settings. `zone`: the time zone
 * that decides, when only one is possible.
 */
export type Deferral = { id: string; why: Held; until: Date | null; zone?: string | undefined };

/**
 * When no window opens within the days we look ahead, the message is checked again after this time, in milliseconds.
 */
const LOOK_AGAIN_MS = 86_400_000;

type Asked = Recipient & {
  id: string;
  purpose_id: string;
  marketing: boolean;
  address_bidx: Buffer;
};

/** A recipient, with what tells where they are. */
export type Recipient = {
  channel: 'sms' | 'email';
  consent_id: string;
  address_enc: Buffer | null;
  contact_id: string | null;
  time_zone: string | null;
  fields_enc: Buffer | null;
  phone_enc: Buffer | null;
};

/**
 * Returns whether a recipient is in their quiet hours, and until when; `closesAt` while they are not.
 * @param row a message for which `rules.isQuiet`
 */
export function quietHoursOf(
  ctx: Context,
  keys: TenantKeys,
  { rules, now }: { rules: RulesInForce; now: Date },
  row: Recipient,
): { open: true; closesAt: Date | null } | { open: false; until: Date; zone: string | undefined } {
  const location = locationOf(knownOf(ctx, keys, row), rules.home);
  const { open, until } = rules.opening(location, now);
  if (open) return { open, closesAt: until };
  const zone = location.zones.length === 1 ? location.zones[0] : undefined;
  return { open, until: until ?? new Date(now.getTime() + LOOK_AGAIN_MS), zone };
}

/**
 * Returns the messages that are deferred although their people have consented. Called inside the claim, with the
 * consents locked. Its answer about caps is true until the transaction ends, because it locks and counts what each
 * address gets. Messages that the gate refuses are skipped.
 */
export async function deferralsOf(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  { rules, now }: { rules: RulesInForce; now: Date },
  ids: readonly string[],
): Promise<Deferrals> {
  if (!ids.length) return { deferred: [], closesAt: null };
  const { rows } = await trx.raw<{ rows: Asked[] }>(
    `select m.id, m.channel, m.purpose_id, p.category = 'marketing' as marketing, m.address_bidx,
       c.id as consent_id, c.address_enc, k.id as contact_id, k.time_zone, k.fields_enc, k.phone_enc
     from messages m ${gateJoin('m')}
     join purposes p on p.tenant_id = m.tenant_id and p.id = m.purpose_id
     left join contacts k on k.tenant_id = m.tenant_id and k.id = m.contact_id
     where m.tenant_id = ? and m.id = any(?) and ${gateReason('m')} is null`,
    [ctx.tenantId, [...ids]],
  );
  let closesAt: Date | null = null;
  const quiet = rows.flatMap((row): Deferral[] => {
    if (!rules.isQuiet(row)) return [];
    const at = quietHoursOf(ctx, keys, { rules, now }, row);
    if (!at.open) return [{ id: row.id, why: 'quiet_hours', until: at.until, zone: at.zone }];
    if (at.closesAt && (!closesAt || at.closesAt < closesAt)) closesAt = at.closesAt;
    return [];
  });
  const deferred = new Set(quiet.map((one) => one.id));
  const capped = rows.filter(
    (row) =>
      row.marketing &&
      !deferred.has(row.id) &&
      rules.caps.some((cap) => covers(cap, { ...row, purposeId: row.purpose_id })),
  );
  return { deferred: [...quiet, ...(await capDeferrals(trx, ctx, rules, capped, now))], closesAt };
}

/** Custom fields that name a person's state; the first that is filled counts. */
const STATE_FIELDS = ['state', 'region', 'province'];
const fieldsShape = z.record(z.string(), z.unknown());

/** Values that cannot be decrypted count as unknown: they must not stop the messages of others. */
function knownOf(ctx: Context, keys: TenantKeys, row: Recipient): Whereabouts {
  try {
    return whereabouts(ctx, keys, row);
  } catch {
    return { timeZone: row.time_zone, state: null, phone: null };
  }
}

function whereabouts(ctx: Context, keys: TenantKeys, row: Recipient): Whereabouts {
  const { tenantId } = ctx;
  const ofContact = (column: 'phone' | 'fields', encrypted: Buffer | null): string | null =>
    row.contact_id === null
      ? null
      : decryptValue(keys, { tenantId, table: 'contacts', id: row.contact_id, column }, encrypted);
  const phone =
    row.channel === 'sms'
      ? consentAddress(keys, { ...row, tenant_id: tenantId, id: row.consent_id })
      : ofContact('phone', row.phone_enc);
  const fields = ofContact('fields', row.fields_enc);
  const said = fields ? fieldsShape.parse(JSON.parse(fields)) : {};
  const state = STATE_FIELDS.map((name) => own(said, name)).find((v) => typeof v === 'string');
  return {
    timeZone: row.time_zone,
    state: typeof state === 'string' ? state : null,
    phone: phone || null,
  };
}

/**
 * Returns the messages over a cap. Counts by address, which stays locked until the transaction ends, so that parallel
 * claims see each other's messages. A message once counted stays counted: it is on its way.
 */
async function capDeferrals(
  trx: Trx,
  ctx: Context,
  rules: RulesInForce,
  rows: readonly Asked[],
  now: Date,
): Promise<Deferral[]> {
  if (!rows.length) return [];
  const uses = await lockUses(trx, ctx, rows, (before) => recent(rules.caps, before, now));
  const holds: Deferral[] = [];
  for (const row of rows) {
    const had = uses.get(addressKey(row)) ?? [];
    const wanted = { id: row.id, purposeId: row.purpose_id, channel: row.channel };
    const until = roomAt(rules.caps, had, wanted, now);
    if (until) {
      holds.push({
        id: row.id,
        why: 'frequency_cap',
        until: rules.over === 'hold' ? until : null,
      });
    } else if (!had.some((use) => use.m === row.id)) {
      had.push({ m: row.id, p: row.purpose_id, at: now.toISOString() });
    }
  }
  await keepUses(trx, ctx, rows, uses);
  return holds;
}
