import { z } from 'zod';
import { MESSAGE_STATUSES } from '#domain/assistant/conversations/row.ts';
import { WHY_FAILED } from '#domain/assistant-widget/failures.ts';
import { id, timestamp } from '../schemas.ts';

export const sessionView = z
  .object({
    token: z.string().describe('for `Authorization: Bearer`; it opens this one conversation'),
    expires_at: timestamp,
  })
  .meta({ id: 'WidgetSession' });

export const visitorMessageView = z
  .object({
    id,
    role: z.enum(['user', 'assistant']),
    status: z.enum(MESSAGE_STATUSES),
    content: z.string().describe('as far as it has come'),
    failure: z
      .enum(WHY_FAILED)
      .nullable()
      .describe('`month`: used up until the next; `session`: begin a new one'),
    created_at: timestamp,
  })
  .meta({ id: 'WidgetMessage' });

export const visitorMessages = z
  .object({ data: z.array(visitorMessageView) })
  .meta({ id: 'WidgetMessages' });
