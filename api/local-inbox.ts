import { z } from 'zod';
import { AppError, notFound } from '#lib/errors.ts';
import { isId } from '#lib/ids.ts';

const message = z.object({
  id: z.string(),
  channel: z.enum(['sms', 'email']),
  to: z.string(),
  from: z.string(),
  subject: z.string().optional(),
  text: z.string(),
  html: z.string().optional(),
  received_at: z.iso.datetime(),
});
export type InboxMessage = z.output<typeof message>;
const messages = z.object({ data: z.array(message), next_cursor: z.string().nullable() });
const problems = z.object({
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

/** What the local mail and SMS receivers received, for the pages; only in development. */
export type LocalInbox = {
  /** Lists messages, newest first. */
  list(query: Record<string, string>): Promise<z.output<typeof messages>>;
  get(id: string): Promise<InboxMessage>;
  /**
   * Sends a text from a phone to us.
   * @throws {AppError} invalid
   */
  sendText(form: { from: string; body: string }): Promise<void>;
};

/**
 * Creates a client of the local receivers.
 * @param receiversUrl base URL of the receivers
 */
export function localInbox(receiversUrl: string): LocalInbox {
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const answer = await fetch(`${receiversUrl}/inbox${path}`, {
      ...init,
      signal: AbortSignal.timeout(20_000),
    }).catch((cause: unknown) => {
      throw new AppError('unavailable', 'The local receivers do not answer', { cause });
    });
    const body: unknown = await answer.json();
    if (answer.status === 404) throw new AppError('not_found', 'No such message');
    if (answer.status === 422) {
      const { errors } = problems.parse(body);
      throw new AppError('invalid', 'Some fields are not valid', { errors });
    }
    if (!answer.ok) throw new AppError('unavailable', 'The text could not be delivered');
    return body;
  };
  return {
    list: async (query) => messages.parse(await ask(`?${new URLSearchParams(query).toString()}`)),
    get: async (id) => {
      if (!isId(id)) throw notFound('Message');
      return message.parse(await ask(`/${id}`));
    },
    sendText: async (form) => {
      await ask('/sms', { method: 'POST', body: JSON.stringify(form) });
    },
  };
}
