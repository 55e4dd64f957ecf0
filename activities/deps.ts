import type { Services } from '#domain/context.ts';
import type { Logger } from '#lib/logger.ts';
import type { DkimKey } from '#providers/email/dkim.ts';
import type { EmailProvider } from '#providers/email/provider.ts';
import type { Processor } from '#domain/privacy/export/processor.ts';
import type { SmsProvider } from '#providers/sms/provider.ts';
import type { AssistantMeans } from './assistant/means.ts';
import type { MailReturns } from './return-path-headers.ts';

/** Dependencies of activities; created once per worker process. */
export type ActivityDeps = {
  services: Services;
  email: EmailProvider;
  sms: SmsProvider;
  /** Sender of mails of an organisation without its own sender address, `Name <box@host>`. */
  mailFrom: string;
  /** DKIM key for that sender's mails. Without it they are not signed here. */
  dkim?: DkimKey;
  /** Address of the mail server for the bulk path: smtp:// or smtps://. */
  smtpUrl: string;
  /** Return path for reports about mails; without it none come back. */
  mailReturns?: MailReturns;
  /** Names of those who process personal data for the organisations of this installation. */
  processors?: readonly Processor[];
  /** Language models; a worker without them refuses every call. */
  assistant?: AssistantMeans;
  logger: Logger;
};
