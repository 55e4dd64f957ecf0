import { z } from 'zod';
import { consentState, eventAction, purposeRef, source } from '#domain/consent/contract.ts';
import { channel } from '#domain/channel.contract.ts';
import { listConsentEvents } from '#domain/consent/read/list-events.ts';
import { withPeriod } from '#domain/period.contract.ts';
import { operation } from '../operation.ts';
import { addressAbsent, id, listOf, paging, timestamp, unreadable } from '../schemas.ts';

/** Events of all consents: the rows behind the dashboard's numbers. */
export const consentEvents = {
  list: operation({
    method: 'get',
    path: '/consents/events',
    summary:
      'What happened to consents, newest first: requests, grants, withdrawals with their source',
    permission: 'consents:read',
    query: withPeriod({
      ...paging,
      action: eventAction.optional().describe('`confirm`: a grant by the code or link asked for'),
      source: source.optional(),
      channel: channel.optional(),
      purpose: purposeRef.optional(),
    }),
    output: listOf(
      z
        .object({
          id,
          consent_id: id,
          action: z.string(),
          state_after: consentState,
          source: z.string(),
          source_stated: z
            .boolean()
            .describe(
              'true: only the person can act through this source, and an API caller states that they did',
            ),
          channel,
          purpose: z.string(),
          address: z.string().nullable().describe('masked'),
          address_absent: addressAbsent,
          actor: z.object({ type: z.string(), id: z.string().nullable() }),
          captured_at: timestamp.describe('when the person acted'),
          recorded_at: timestamp.describe('when we learned of it'),
          unreadable,
        })
        .meta({ id: 'ConsentAct' }),
    ),
    handler: (services, ctx, { query }) => listConsentEvents(services, ctx, query),
  }),
};
