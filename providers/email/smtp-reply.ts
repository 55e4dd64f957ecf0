import type { SendOutcome } from '../outcome.ts';

/** One reply of an SMTP server: its number, and the text of its last line. */
export type SmtpReply = { code: number; text: string };

/** No reply has a line this long (RFC 5321 §4.5.3.1.5: 512): what talks on is no mail server. */
const LONGEST = 64 * 1024;

/**
 * Cuts what a server says into replies, however it arrives.
 * @returns a function that takes a chunk and gives the replies that are complete, or null when it is not SMTP
 */
export function createReplyReader(): (chunk: Buffer) => (SmtpReply & { lines: string[] })[] | null {
  let rest = '';
  let lines: string[] = [];
  return (chunk) => {
    const replies: (SmtpReply & { lines: string[] })[] = [];
    rest += chunk.toString('latin1');
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      const line = rest.slice(start, rest[end - 1] === '\r' ? end - 1 : end);
      start = end + 1;
      const code = Number(line.slice(0, 3));
      if (!(code >= 200 && code < 600)) return null;
      const text = line.slice(4);
      lines.push(text);
      // `250-` goes on, `250 ` is the last line.
      if (line[3] === '-') continue;
      replies.push({ code, text, lines });
      lines = [];
    }
    rest = rest.slice(start);
    return rest.length > LONGEST || lines.length > 1000 ? null : replies;
  };
}

/**
 * The code an outcome carries. A bare 55x is read as "no such mailbox"; where the enhanced status
 * (RFC 3463) says that it is about something else, a full box or a policy, that is given: `5.7.1`.
 */
export function outcomeCode({ code, text }: SmtpReply): string {
  const enhanced = /^([245]\.(\d{1,3})\.\d{1,3})\b/.exec(text);
  if (code < 550 || code > 559 || !enhanced) return String(code);
  return enhanced[2] === '0' || enhanced[2] === '1' ? String(code) : (enhanced[1] ?? String(code));
}

/** RFC 5321 §4.2.1: 2yz taken, 4yz may work later, 5yz will not. */
export const verdict = (reply: SmtpReply): SendOutcome =>
  reply.code < 300
    ? { status: 'accepted', providerMessageId: null }
    : { status: reply.code >= 500 ? 'rejected' : 'deferred', code: outcomeCode(reply) };

/**
 * A refused sender is a matter of our settings: no recipient is to blame, and none may be counted as
 * bounced. 503 after a refused command only says that this one came out of order.
 */
export const refusal = (what: 'mail' | 'rcpt' | 'data', reply: SmtpReply): SendOutcome =>
  what === 'mail' && reply.code >= 500
    ? { status: 'deferred', code: 'ESENDER' }
    : reply.code < 400
      ? { status: 'deferred', code: 'EPROTOCOL' }
      : verdict(reply);
