import { mailRefusal, refusalCode, type MailReply } from '#lib/mail-refusal.ts';
import type { SendOutcome } from '../outcome.ts';
import { smtpThrottle } from '../retry-after.ts';

/** One reply of an SMTP server: its code, and the texts of its lines. */
export type SmtpReply = { code: number; lines: string[] };

/** Longer input is not a mail server's: RFC 5321 §4.5.3.1.5 limits a reply line to 512 bytes. */
const LONGEST = 64 * 1024;

/**
 * Creates a parser that splits a server's stream into replies, whatever the chunks are.
 * @returns a function that takes a chunk and returns the replies that are complete, or null when it is not SMTP
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
      // `250-` continues the reply, `250 ` is its last line.
      if (line[3] === '-') continue;
      replies.push({ code, lines });
      lines = [];
    }
    rest = rest.slice(start);
    return rest.length > LONGEST || lines.length > 1000 ? null : replies;
  };
}

/**
 * Returns the outcome of a reply (RFC 5321 §4.2.1): 2yz is accepted, 4yz may work later, 5yz will not.
 * @param stage the command that was answered
 */
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
 * Returns the outcome of a refused command. A refused sender is a fault of our settings: no recipient is to blame,
 * and none may count as bounced. A 503 after a refused command only says that this one came out of order.
 */
export const refusal = (stage: Stage, reply: SmtpReply): SendOutcome =>
  stage === 'mail' && reply.code >= 500
    ? { status: 'deferred', code: 'ESENDER' }
    : reply.code < 400
      ? { status: 'deferred', code: 'EPROTOCOL' }
      : verdict(reply, stage);

type Stage = NonNullable<MailReply['stage']>;
