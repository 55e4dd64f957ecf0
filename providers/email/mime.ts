import { randomBytes } from 'node:crypto';
import type { Mailbox } from '#lib/mailbox.ts';
import { encodeWords, mailboxText, oneLine } from './header-text.ts';
import { isAscii } from './smtp-text.ts';

/*
 * Mails as text. nodemailer's composer makes about 2,000 a second. Here the unchanging parts are built once and the
 * rest is concatenated, for mails of one shape: text and HTML, no attachments.
 */
export type MailShape = {
  from: Mailbox;
  /** Reply address, if not `from`. */
  replyTo?: string;
  /** The part after @ in Message-IDs. */
  host: string;
  /** RFC 2919, e.g. `<id.host>`. */
  listId?: string;
};

export type MailParts = {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** RFC 8058 one-click address. */
  unsubscribeUrl?: string;
  /** RFC 2369: the `mailto:…` address beside it, for people who unsubscribe by mail. */
  unsubscribeMail?: string;
  /** Our own headers: names and values in plain ASCII. */
  headers?: Readonly<Record<string, string>>;
};

/** RFC 5322 §2.1.1: no line may be longer; content with a longer line is encoded. */
const LONGEST_LINE = 998;

/** Returns a function that writes one mail, ready for DATA except for dot-stuffing. */
export function createMailWriter(shape: MailShape): (mail: MailParts) => string {
  const boundary = `=_${randomBytes(12).toString('hex')}`;
  const fixed =
    `From: ${mailboxText(shape.from)}\r\n` +
    (shape.replyTo ? `Reply-To: ${mailboxText({ name: '', address: shape.replyTo })}\r\n` : '') +
    `MIME-Version: 1.0\r\n` +
    `Content-Type: multipart/alternative; boundary="${boundary}"\r\n` +
    (shape.listId ? `List-Id: ${shape.listId}\r\n` : '');
  let second = 0;
  let date = '';
  return (mail) => {
    const now = Math.floor(Date.now() / 1000);
    if (now !== second) {
      second = now;
      date = `Date: ${new Date().toUTCString().replace('GMT', '+0000')}\r\n`;
    }
    const letter = mail.unsubscribeMail ? `,\r\n <${mail.unsubscribeMail}>` : '';
    const way = mail.unsubscribeUrl
      ? `List-Unsubscribe: <${mail.unsubscribeUrl}>${letter}\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n`
      : '';
    let own = '';
    for (const [name, value] of Object.entries(mail.headers ?? {})) own += `${name}: ${value}\r\n`;
    return (
      `${fixed}${date}To: ${oneLine(mail.to)}\r\nSubject: ${encodeWords(mail.subject)}\r\n` +
      `Message-ID: <${mail.id}@${shape.host}>\r\n${way}${own}\r\n` +
      `--${boundary}\r\n${part('text/plain', mail.text)}` +
      `--${boundary}\r\n${part('text/html', mail.html)}--${boundary}--\r\n`
    );
  };
}

function part(type: string, content: string): string {
  const head = `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: `;
  if (isAscii(content) && !hasLongLine(content)) {
    const lines = content.includes('\r') ? content.replaceAll(/\r\n?/g, '\n') : content;
    return `${head}7bit\r\n\r\n${lines.replaceAll('\n', '\r\n')}\r\n`;
  }
  return `${head}base64\r\n\r\n${base64Lines(content)}`;
}

/** RFC 2045 §6.8: lines of base64 have at most 76 characters. */
function base64Lines(content: string): string {
  const encoded = Buffer.from(content).toString('base64');
  let lines = '';
  for (let at = 0; at < encoded.length; at += 76) lines += `${encoded.slice(at, at + 76)}\r\n`;
  return lines || '\r\n';
}

function hasLongLine(content: string): boolean {
  let start = 0;
  while (content.length - start > LONGEST_LINE) {
    const end = content.indexOf('\n', start);
    if (end < 0 || end - start > LONGEST_LINE) return true;
    start = end + 1;
  }
  return false;
}
