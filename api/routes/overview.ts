import { z } from 'zod';
import { getConsentEnds } from '#domain/overview/consent-ends.ts';
import { getConsentOverview } from '#domain/overview/consents.ts';
import { range } from '#domain/overview/contract.ts';
import { getMessageOverview } from '#domain/overview/messages.ts';
import { getOverview } from '#domain/overview/read.ts';
import { getVerificationOverview } from '#domain/overview/verifications.ts';
import { operation } from '../operation.ts';
import { timestamp } from '../schemas.ts';

const counts = z.record(z.string(), z.int());
const query = z.strictObject({ days: range });
const when = {
  time_zone: z.string().describe('the organization’s: where its days begin'),
  from: z.iso.date(),
  to: z.iso.date().describe('today'),
};
const byDay = z.array(z.object({ day: z.iso.date(), counts }));

export const overview = {
  get: operation({
    method: 'get',
    path: '/overview',
    summary: 'The organization in numbers',
    permission: 'contacts:read',
    output: z
      .object({
        contacts: z.int(),
        consents: counts.describe('by state'),
        verifications_pending: z.int(),
        messages: counts.describe('by status'),
        campaigns: counts.describe('by status'),
      })
      .meta({ id: 'Overview' }),
    handler: (services, ctx) => getOverview(services, ctx),
  }),
  consents: operation({
    method: 'get',
    path: '/overview/consents',
    summary: 'Consents by state day by day, the opt-in funnel, withdrawals by source',
    permission: 'consents:read',
    query,
    output: z
      .object({
        ...when,
        states: z
          .array(
            z.object({
              day: z.iso.date(),
              ends_at: timestamp.describe('ask /consents for it by as_of'),
              counts,
            }),
          )
          .describe('when each day ended, as it was known then; the last is now'),
        opt_ins: z.object({
          requested: z.int(),
          confirmed: z.int(),
          lapsed: z.int(),
          waiting: z.int().describe('now'),
        }),
        withdrawals: z.array(z.object({ source: z.string(), count: z.int() })),
      })
      .meta({ id: 'ConsentOverview' }),
    handler: (services, ctx, { query: { days } }) => getConsentOverview(services, ctx, days),
  }),
  consentEnds: operation({
    method: 'get',
    path: '/overview/consent-ends',
    summary: 'How many consents end in each of the next twelve months',
    permission: 'consents:read',
    output: z
      .object({
        time_zone: when.time_zone.describe('the organization’s: where its months begin'),
        months: z.array(
          z.object({
            month: z.string().describe('2026-12; the first is this one'),
            count: z.int().describe('granted now, with their end in this month'),
            by_purpose: z.array(z.object({ purpose: z.string(), count: z.int() })),
          }),
        ),
      })
      .meta({ id: 'ConsentEnds' }),
    handler: (services, ctx) => getConsentEnds(services, ctx),
  }),
  verifications: operation({
    method: 'get',
    path: '/overview/verifications',
    summary: 'Number of verifications and their results',
    permission: 'verifications:read',
    query,
    output: z
      .object({
        ...when,
        started: z.int(),
        by_status: counts,
        conversion: z
          .number()
          .nullable()
          .describe('share of ended verifications that were approved, 0 to 1'),
        days: byDay.describe('by the day they were started'),
      })
      .meta({ id: 'VerificationOverview' }),
    handler: (services, ctx, { query: { days } }) => getVerificationOverview(services, ctx, days),
  }),
  messages: operation({
    method: 'get',
    path: '/overview/messages',
    summary: 'Messages by status, day by day',
    permission: 'messages:read',
    query,
    output: z
      .object({
        ...when,
        total: z.int(),
        by_status: counts,
        days: byDay.describe('by the day they were made'),
      })
      .meta({ id: 'MessageOverview' }),
    handler: (services, ctx, { query: { days } }) => getMessageOverview(services, ctx, days),
  }),
};
