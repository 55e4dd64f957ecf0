import { z } from 'zod';
import { channel } from '#domain/channel.contract.ts';
import { TEST_STATUSES } from '#domain/tests-to-members/contract.ts';
import { id, timestamp } from './schemas.ts';

/** A test that was sent to a member. It is not a message: `/messages` does not list it. */
export const testMessage = z
  .object({
    id,
    channel,
    template_id: id.nullable(),
    campaign_id: id.nullable(),
    status: z.enum(TEST_STATUSES),
    error_code: z.string().nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'TestMessage' });
