import { Router } from '@koa/router';
import twilio from 'twilio';
import { z } from 'zod';
import { inboundText } from '#domain/inbound-texts/inbound-text.ts';
import { systemContext, type Services } from '#domain/context.ts';
import { DELIVERY_STATUSES, recordDelivery } from '#domain/messaging/record-delivery.ts';
import { AppError } from '#lib/errors.ts';
import { tenantId } from '#lib/ids.ts';
import { wholeNumber } from '#lib/whole-number.ts';
import { signedByTwilio, type TwilioWebhookOptions } from './signed-by-twilio.ts';

const statusQuery = z.object({
  t: z.uuid(),
  k: z.enum(['message', 'verification']),
  id: z.uuid(),
});
const sid = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
/** New parameters appear without notice: what we do not know is left alone. */
const statusForm = z.object({
  MessageSid: sid,
  MessageStatus: z.string(),
  ErrorCode: z
    .string()
    .regex(/^\d{1,10}$/)
    .optional()
    .catch(undefined),
  // Where Twilio knows them: a charge is negative (`-0.00830`).
  Price: z
    .string()
    .regex(/^-?\d{1,6}(\.\d{1,6})?$/)
    .optional()
    .catch(undefined),
  PriceUnit: z
    .string()
    .regex(/^[A-Za-z]{3}$/)
    .optional()
    .catch(undefined),
  NumSegments: wholeNumber({ min: 1, max: 100 }).optional().catch(undefined),
});
const textForm = z.object({
  MessageSid: sid,
  From: z.string().min(3).max(40),
  To: z.string().min(3).max(40),
  Body: z.string().max(10_000).default(''),
  /** Of accounts with their own keywords (Advanced Opt-Out): what Twilio took it for, and answered. */
  OptOutType: z.enum(['STOP', 'START', 'HELP']).optional().catch(undefined),
});

/** What Twilio tells us: delivery reports and texts from people. Nothing is believed without its signature. */
export function twilioWebhooks(services: Services, options: TwilioWebhookOptions): Router {
  const router = new Router({ prefix: '/api/v1/webhooks/twilio' });

  router.post('/status', async (http) => {
    const form = await signedByTwilio(http, options);
    const reference = statusQuery.safeParse(http.query);
    const report = statusForm.safeParse(form);
    if (!reference.success || !report.success) {
      throw new AppError('invalid', 'This is not a delivery report of ours');
    }
    const status = DELIVERY_STATUSES.find((s) => s === report.data.MessageStatus);
    if (status) {
      const { t, k, id } = reference.data;
      await recordDelivery(
        services,
        { ...systemContext(tenantId(t), String(http.state['requestId'])), actor: PROVIDER },
        {
          kind: k,
          id,
          status,
          providerMessageId: report.data.MessageSid,
          errorCode: report.data.ErrorCode ?? null,
          billed: billedOf(report.data),
        },
      );
    }
    http.status = 204;
  });

  router.post('/sms', async (http) => {
    const form = textForm.safeParse(await signedByTwilio(http, options));
    if (!form.success) throw new AppError('invalid', 'This is not a text message');
    const answer = await inboundText(
      services,
      {
        from: form.data.From,
        to: form.data.To,
        body: form.data.Body,
        providerMessageId: form.data.MessageSid,
        providerTook: form.data.OptOutType && TOOK[form.data.OptOutType],
      },
      String(http.state['requestId']),
    );
    const reply = new twilio.twiml.MessagingResponse();
    if (answer) reply.message(answer);
    http.type = 'text/xml';
    http.body = reply.toString();
  });
  return router;
}

const billedOf = ({ Price, PriceUnit, NumSegments }: z.output<typeof statusForm>) =>
  (Price === undefined || PriceUnit === undefined) && NumSegments === undefined
    ? undefined
    : {
        price: PriceUnit === undefined ? null : (Price?.replace('-', '') ?? null),
        currency: PriceUnit?.toUpperCase() ?? null,
        segments: NumSegments ?? null,
      };

const TOOK = { STOP: 'stop', START: 'start', HELP: 'help' } as const;

const PROVIDER = { type: 'provider', id: 'twilio' } as const;
