import { z } from 'zod';
import { changeSettings } from '#domain/verification/change-settings.ts';
import { liftLock, liftPrefixBlock } from '#domain/verification/lift.ts';
import { readSettings } from '#domain/verification/read-settings.ts';
import { settingsPatch } from '#domain/verification/settings.contract.ts';
import { operation } from '../operation.ts';
import { addressAbsent, byId, id, timestamp, unreadable } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const settings = z
  .object({
    countries: z.array(z.string()).nullable(),
    allowed: z.array(z.string()).describe('where codes by SMS may go now'),
    sends_per_minute: z.int(),
    sends_per_day: z.int(),
    range_per_hour: z.int().describe('to one block of a thousand numbers'),
    domain_per_10_minutes: z.int().describe('to one mail domain'),
    daily_cap: z.string(),
    currency: z.string(),
    fallback_price: z.string(),
    today: z.object({
      day: z.iso.date(),
      sends: z.int(),
      cost: z.string(),
      currency: z.string(),
    }),
    prefix_blocks: z.array(
      z.object({
        id,
        prefix: z.string(),
        country: z.string(),
        sends: z.int(),
        approved: z.int(),
        created_at: timestamp,
        blocked_until: timestamp,
      }),
    ),
    locks: z.array(
      z.object({
        id,
        to: z.string().nullable().describe('masked'),
        address_absent: addressAbsent,
        purpose: z.string(),
        consecutive: z.int(),
        locked_until: timestamp.nullable().describe('null: until it is lifted'),
        unreadable,
      }),
    ),
    alerts: z.array(
      z.object({
        id,
        kind: z.string(),
        detail: z.record(z.string(), z.unknown()),
        created_at: timestamp,
      }),
    ),
  })
  .meta({ id: 'VerificationSettings', ...needs('verifications:read') });

export const verificationSettings = {
  get: operation({
    method: 'get',
    path: '/verification-settings',
    summary: 'Limits, countries and budget of codes, and what is currently blocked',
    permission: 'verifications:read',
    output: settings,
    handler: (services, ctx) => readSettings(services, ctx),
  }),
  update: operation({
    method: 'patch',
    path: '/verification-settings',
    summary: 'Change limits; null puts one back to its default',
    permission: 'organization:write',
    body: settingsPatch,
    output: settings,
    handler: (services, ctx, { body }) => changeSettings(services, ctx, body),
  }),
  liftPrefixBlock: operation({
    method: 'post',
    path: '/verification-settings/prefix-blocks/{id}/lift',
    summary: 'Unblock a prefix before its hour is over',
    permission: 'organization:write',
    params: byId,
    handler: (services, ctx, { params }) => liftPrefixBlock(services, ctx, params.id),
  }),
  liftLock: operation({
    method: 'post',
    path: '/verification-settings/locks/{id}/lift',
    summary: 'Unlock an address that is locked after too many wrong codes',
    permission: 'organization:write',
    params: byId,
    handler: (services, ctx, { params }) => liftLock(services, ctx, params.id),
  }),
};
