import { mailRefusal, refusalCode, type MailReply } from '#lib/mail-refusal.ts';
import type { SendOutcome } from '../outcome.ts';
import { smtpThrottle } from '../retry-after.ts';

/** One reply of an SMTP server: its number, and the texts of its lines. */
export type SmtpReply = { code: number; lines: string[] };

/** No reply has a line this long (RFC 5321 §4.5.3.1.5: 512): what talks on is no mail server. */
const LONGEST = 64 * 1024;

/**
 * Cuts what a server says into replies, however it arrives.
 * @returns a function that takes a chunk and gives the replies that are complete, or null when it is not SMTP
 */
export function createReplyReader(): (chunk: Buffer) => SmtpReply[] | null {
  let rest = '';
  let lines: string[] = [];
  return (chunk) => {
    const replies: SmtpReply[] = [];
    rest += chunk.toString('latin1');
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      const line = rest.slice(start, rest[end - 1] === '\r' ? end - 1 : end);
      start = end + 1;
      const code = Number(line.slice(0, 3));
      if (!(code >= 200 && code < 600)) return null;
      lines.push(line.slice(4));
      // `250-` goes on, `250 ` is the last line.
      if (line[3] === '-') continue;
      replies.push({ code, lines });
      lines = [];
    }
    rest = rest.slice(start);
    return rest.length > LONGEST || lines.length > 1000 ? null : replies;
  };
}

/** RFC 5321 §4.2.1: 2yz taken, 4yz may work later, 5yz will not. @param stage what was asked */
export const verdict = (reply: SmtpReply, stage: Stage): SendOutcome => {
  if (reply.code < 300) return { status: 'accepted', providerMessageId: null };
  const asked = { ...reply, stage };
  const code = refusalCode(asked);
  return reply.code >= 500
    ? { status: 'rejected', code, about: mailRefusal(asked) }
    : { status: 'deferred', code, ...throttleIn(reply) };
};

const throttleIn = ({ code, lines }: SmtpReply) => {
  const throttle = smtpThrottle(code, lines);
  return throttle ? { throttled: true as const, ...throttle } : {};
};

/**
 * A refused sender is a matter of our settings: no recipient is to blame, and none may be counted as
 * bounced. 503 after a refused command only says that this one came out of order.
 */
export const refusal = (stage: Stage, reply: SmtpReply): SendOutcome =>
  stage === 'mail' && reply.code >= 500
    ? { status: 'deferred', code: 'ESENDER' }
    : reply.code < 400
      ? { status: 'deferred', code: 'EPROTOCOL' }
      : verdict(reply, stage);

type Stage = NonNullable<MailReply['stage']>;
