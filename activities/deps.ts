import type { Services } from '#domain/context.ts';
import type { Logger } from '#lib/logger.ts';
import type { DkimKey } from '#providers/email/dkim.ts';
import type { EmailProvider } from '#providers/email/provider.ts';
import type { Processor } from '#domain/privacy/export/processor.ts';
import type { SmsProvider } from '#providers/sms/provider.ts';
import type { MailReturns } from './return-path-headers.ts';

/** What activities are made with; once per worker process. */
export type ActivityDeps = {
  services: Services;
  email: EmailProvider;
  sms: SmsProvider;
  /** The address mails come from where an organisation has none of its own, `Name <box@host>`. */
  mailFrom: string;
  /** What signs those. Unless given they are not signed here. */
  dkim?: DkimKey;
  /** Where mails are handed over, for the bulk path: smtp:// or smtps://. */
  smtpUrl: string;
  /** Unless given, reports about mails do not come back. */
  mailReturns?: MailReturns;
  /** Who handles personal data for the organisations of this installation, by name. */
  processors?: readonly Processor[];
  logger: Logger;
};
