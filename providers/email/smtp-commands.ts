import type { BulkMail } from './mail-queue.ts';
import { cleanAddress, isAscii, wholeMail } from './smtp-text.ts';

/** Ends what was begun, so that MAIL is in order again. */
export const RSET = 'RSET\r\n';

/** Whether both addresses need no extension of SMTP (RFC 6531). */
export const isPlain = (mail: BulkMail): boolean => isAscii(mail.to) && isAscii(mail.from);

export const mailFrom = (mail: BulkMail): string =>
  `MAIL FROM:<${cleanAddress(mail.from)}>${isPlain(mail) ? '' : ' SMTPUTF8'}\r\n`;

export const rcptTo = (mail: BulkMail): string => `RCPT TO:<${cleanAddress(mail.to)}>\r\n`;

/** The whole mail as one chunk (RFC 3030): the server knows its end by its length, in bytes. */
export function chunk({ data }: BulkMail): string {
  const whole = wholeMail(data);
  return `BDAT ${Buffer.byteLength(whole)} LAST\r\n${whole}`;
}
