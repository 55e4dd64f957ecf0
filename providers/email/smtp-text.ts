/** Whether text is plain ASCII: only then is each of its UTF-16 units one byte in UTF-8. */
export const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;

/** Removes line ends and brackets, so that an address cannot add a command. */
export const cleanAddress = (address: string): string => address.replaceAll(/[\r\n<>]/g, '');

/**
 * Returns a mail as it is sent (RFC 5321 §4.5.2): a line that begins with a dot gets a second dot. Bare CR or LF
 * become CRLF, so that no mail can end early at a lax server (SMTP smuggling).
 */
export function dotStuffed(mail: string): string {
  const whole = mail.endsWith('\r\n') ? '' : '\r\n';
  if (!mail.startsWith('.') && !mail.includes('\n.') && !mail.includes('\r.')) return mail + whole;
  const stuffed = mail
    .replaceAll(/(^|\r\n|\r|\n)\./g, '$1..')
    .replaceAll(/(?<!\r)\n|\r(?!\n)/g, '\r\n');
  return stuffed + whole;
}
