import { campaignWords } from '#domain/campaigns/words-of.ts';
import type { Context } from '#domain/context.ts';
import { recordLookUp, type Uncertain } from '#domain/messaging/record-look-up.ts';
import { wordsOf } from '#domain/messaging/words-of.ts';
import type { ActivityDeps } from '../deps.ts';

/** Tolerance: Twilio's times are whole seconds, and clocks differ a little. */
const SLACK_MS = 5_000;

/** Asks the provider what happened to an uncertain text. Records "no answer" where the provider has no such query. */
export async function lookUpText(
  deps: ActivityDeps,
  ctx: Context,
  message: Uncertain,
): Promise<void> {
  const { services, sms } = deps;
  const words = await (
    message.campaign_id
      ? campaignWords(services, ctx, message.campaign_id, message.id)
      : wordsOf(services, ctx, message.id)
  ).catch((error: unknown) => {
    // One unreadable text must not stop the look-up of the others.
    deps.logger.error({ err: error, message_id: message.id }, 'could not read an uncertain text');
    return null;
  });
  const since = new Date(message.since.getTime() - SLACK_MS);
  const texts = words && sms.sentTo ? await sms.sentTo(words.to, since) : null;
  await recordLookUp(services, ctx, { ...message, since }, words?.text ?? '', texts);
}
