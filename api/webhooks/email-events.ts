import { Router } from '@koa/router';
import { takeSesNotice } from '#domain/feedback/ses-notice.ts';
import type { Services } from '#domain/context.ts';
import { AppError } from '#lib/errors.ts';
import { tenantId, type TenantId } from '#lib/ids.ts';
import type { Logger } from '#lib/logger.ts';
import { snsMessage, type SnsMessage } from '#providers/sns/notification.ts';
import type { Sns } from '#providers/sns/sns.ts';
import { bodyBytes } from '../body-bytes.ts';
import { parseJson } from '../parse-json.ts';

/** The accepted topics, each with the only tenant it is for; null: all of the installation. */
export type SnsTopics = ReadonlyMap<string, TenantId | null>;

/**
 * Parses `arn[=tenant id], …`, the format of SES_TOPIC_ARNS.
 * @throws {TypeError} for an invalid id
 */
export const readTopics = (setting: string): SnsTopics =>
  new Map(
    setting
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
      .map((part) => {
        const [arn = '', tenant] = part.split('=');
        return [arn.trim(), tenant ? tenantId(tenant.trim()) : null];
      }),
  );

/** SNS sends at most 256 KB, which JSON may double. In bytes. */
const LIMIT = 1024 * 1024;

/**
 * Serves Amazon SES events from SNS: bounces, complaints, deliveries. A message is accepted if its topic is on the
 * list and SNS signed it; nothing is read from or written to the database before that.
 */
export function emailEvents(
  services: Services,
  options: { sns: Sns; topics: SnsTopics; logger: Logger },
): Router {
  const router = new Router({ prefix: '/api/v1/webhooks/email' });
  router.post('/events', async (http) => {
    const message = parsed(await bodyBytes(http.req, LIMIT));
    const only = options.topics.get(message.TopicArn);
    if (only === undefined) throw new AppError('forbidden', 'This topic is not on the list');
    const right = await options.sns.signed(message).catch(away);
    if (!right) throw new AppError('forbidden', 'The signature is wrong');
    http.status = 204;
    if (message.Type === 'UnsubscribeConfirmation') {
      options.logger.warn({ topic: message.TopicArn }, 'a topic of mail events has ended');
      return;
    }
    if (message.Type === 'SubscriptionConfirmation') return confirm(message, options.sns);
    await takeSesNotice(services, {
      event: inside(message.Message),
      messageId: message.MessageId,
      only,
      requestId: String(http.state['requestId']),
    });
  });
  return router;
}

async function confirm(message: SnsMessage, sns: Sns): Promise<void> {
  const confirmed = await sns.confirm(message.SubscribeURL ?? '').catch(away);
  if (!confirmed) throw new AppError('forbidden', 'The address to confirm is not one of SNS');
}

/** With a 503, SNS sends the message again later. */
function away(cause: unknown): never {
  throw new AppError('unavailable', 'SNS could not be reached', { retryAfter: 30, cause });
}

function parsed(bytes: Buffer): SnsMessage {
  const found = snsMessage.safeParse(parseJson(bytes));
  if (found.success) return found.data;
  throw new AppError('invalid', 'This is not an SNS message');
}

/** Returns an SES event: JSON inside JSON. SES also sends a plain-text greeting, which contains no event. */
function inside(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
