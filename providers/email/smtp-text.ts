/** Whether text is plain ASCII: only then is each of its UTF-16 units one byte in UTF-8. */
export const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;

/** Removes line ends and brackets, so that an address cannot add a command. */
export const cleanAddress = (address: string): string => address.replaceAll(/[\r\n<>]/g, '');

/**
 * Returns a mail as DATA takes it (RFC 5321 §4.5.2): a line that begins with a dot gets a second dot. Bare CR or LF
 * become CRLF, so that no mail can end early at a lax server (SMTP smuggling).
 */
export const dotStuffed = (mail: string): string =>
  hasDotLine(mail) ? withCrlf(mail.replaceAll(/(^|\r\n|\r|\n)\./g, '$1..')) : ended(mail);

/**
 * Returns a mail as BDAT takes it (RFC 3030): nothing is doubled. Bare CR or LF before a dot become CRLF, for the
 * servers behind this one that take the mail by DATA.
 */
export const wholeMail = (mail: string): string =>
  hasDotLine(mail) ? withCrlf(mail) : ended(mail);

const hasDotLine = (mail: string): boolean =>
  mail.startsWith('.') || mail.includes('\n.') || mail.includes('\r.');

const withCrlf = (mail: string): string => ended(mail.replaceAll(/(?<!\r)\n|\r(?!\n)/g, '\r\n'));

const ended = (mail: string): string => (mail.endsWith('\r\n') ? mail : `${mail}\r\n`);
