import { Router } from '@koa/router';
import twilio from 'twilio';
import { z } from 'zod';
import { inboundText } from '#domain/inbound-texts/inbound-text.ts';
import { systemContext, type Services } from '#domain/context.ts';
import { DELIVERY_STATUSES, recordDelivery } from '#domain/messaging/record-delivery.ts';
import { AppError } from '#lib/errors.ts';
import { tenantId } from '#lib/ids.ts';
import type { Bill } from '#providers/sms/provider.ts';
import { billIn } from '#providers/sms/twilio.ts';
import { signedByTwilio, type TwilioWebhookOptions } from './signed-by-twilio.ts';

const statusQuery = z.object({
  t: z.uuid(),
  k: z.enum(['message', 'verification']),
  id: z.uuid(),
});
const sid = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
/** Twilio adds parameters without notice; unknown ones are ignored. */
const statusForm = z.object({
  MessageSid: sid,
  MessageStatus: z.string(),
  ErrorCode: z
    .string()
    .regex(/^\d{1,10}$/)
    .optional()
    .catch(undefined),
  // Present where Twilio knows them (`billIn`).
  Price: z.unknown().optional(),
  PriceUnit: z.unknown().optional(),
  NumSegments: z.unknown().optional(),
});
const textForm = z.object({
  MessageSid: sid,
  From: z.string().min(3).max(40),
  To: z.string().min(3).max(40),
  Body: z.string().max(10_000).default(''),
  /** For accounts with their own keywords (Advanced Opt-Out): the keyword that Twilio recognised and answered. */
  OptOutType: z.enum(['STOP', 'START', 'HELP']).optional().catch(undefined),
});

/** Serves Twilio's webhooks: delivery reports and texts from people. Nothing is accepted without a signature. */
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

/** Undefined when the report contains no charge. */
function billedOf({
  Price,
  PriceUnit,
  NumSegments,
}: z.output<typeof statusForm>): Bill | undefined {
  const bill = billIn({ price: Price, priceUnit: PriceUnit, numSegments: NumSegments });
  return bill.price === null && bill.segments === null ? undefined : bill;
}

const TOOK = { STOP: 'stop', START: 'start', HELP: 'help' } as const;

const PROVIDER = { type: 'provider', id: 'twilio' } as const;
