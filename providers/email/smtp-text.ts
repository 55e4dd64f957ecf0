// oxlint-disable-next-line no-control-regex
export const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

/** Removes line ends and brackets, so that an address cannot add a command. */
export const cleanAddress = (address: string): string => address.replaceAll(/[\r\n<>]/g, '');

/**
 * Returns a mail as it is sent (RFC 5321 §4.5.2): a line that begins with a dot gets a second dot. Bare CR or LF
 * become CRLF, so that no mail can end early at a lax server (SMTP smuggling).
 */
export function dotStuffed(data: Buffer): Buffer {
  const whole = data.length > 1 && data[data.length - 2] === 0x0d && data[data.length - 1] === 0x0a;
  const plain = data[0] !== 0x2e && !data.includes('\n.') && !data.includes('\r.');
  if (plain && whole) return data;
  const text = plain
    ? data.toString('latin1')
    : data
        .toString('latin1')
        .replaceAll(/(^|\r\n|\r|\n)\./g, '$1..')
        .replaceAll(/(?<!\r)\n|\r(?!\n)/g, '\r\n');
  return Buffer.from(whole ? text : `${text}\r\n`, 'latin1');
}
