import { z } from 'zod';
import { wholeNumber } from '../lib/whole-number.ts';
import { startReceivers } from '../providers/local/receivers.ts';

/*
 * Runs the local mail and SMS receivers and the stand-in for a language model in a process of their own. Prints their
 * ports as one JSON line.
 */
const port = wholeNumber({ min: 0, max: 65535 }).default(0);
const env = z
  .object({
    ASSENT_DATA_DIR: z.string().default('.data'),
    RECEIVERS_HTTP_PORT: port,
    RECEIVERS_SMTP_PORT: port,
    RECEIVERS_TWILIO_PORT: port,
    RECEIVERS_MODEL_PORT: port,
    WEBHOOK_BASE: z.url().default('http://127.0.0.1:3000'),
    TWILIO_ACCOUNT_SID: z.string().default('AC00000000000000000000000000000000'),
    TWILIO_AUTH_TOKEN: z.string().default('local-development-token'),
    INBOUND_MAIL_DOMAIN: z.string().optional(),
    INBOUND_MAIL_SECRET: z.string().default('local-development-secret'),
    TWILIO_FROM: z.string().default('+15005550006'),
  })
  .parse(process.env);

const { close, ...ports } = await startReceivers({
  dataDir: env.ASSENT_DATA_DIR,
  ports: {
    http: env.RECEIVERS_HTTP_PORT,
    smtp: env.RECEIVERS_SMTP_PORT,
    twilio: env.RECEIVERS_TWILIO_PORT,
    model: env.RECEIVERS_MODEL_PORT,
  },
  webhookBase: env.WEBHOOK_BASE,
  accountSid: env.TWILIO_ACCOUNT_SID,
  authToken: env.TWILIO_AUTH_TOKEN,
  ourNumber: env.TWILIO_FROM,
  ...(env.INBOUND_MAIL_DOMAIN
    ? { inboundMail: { domain: env.INBOUND_MAIL_DOMAIN, secret: env.INBOUND_MAIL_SECRET } }
    : {}),
});
console.log(JSON.stringify(ports));
process.send?.('ready');

const stop = (): void => {
  void close().finally(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// Without its parent process nobody would ever stop this process.
process.once('disconnect', stop);
