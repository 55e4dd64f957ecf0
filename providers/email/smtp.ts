import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { SendOutcome } from '../outcome.ts';
import type { EmailProvider } from './provider.ts';
import { refusal, verdict, type SmtpReply } from './smtp-reply.ts';

/** Mails one by one through nodemailer, over pooled connections. @param url smtp:// or smtps://user:pass@host */
export function createSmtpEmail(options: { url: string; connections?: number }): EmailProvider {
  const transport = createTransport({
    url: options.url,
    pool: true,
    maxConnections: options.connections ?? 5,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    // The pool would give a mail to another connection when one closes while it is being handed over.
    maxRequeues: 0,
  });
  return {
    async send({ envelopeFrom, ...mail }) {
      try {
        const sent = await transport.sendMail({
          ...mail,
          messageId: `<${mail.messageId}>`,
          ...(envelopeFrom ? { envelope: { from: envelopeFrom, to: mail.to } } : {}),
        });
        return { status: 'accepted', providerMessageId: sent.messageId.replace(/[<>]/g, '') };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: async () => transport.close(),
  };
}

/**
 * Commands before the body. Not `CONN`: nodemailer says it for every cut and time-out, also after the body
 * has gone out (tried: a line cut after DATA gives ECONNECTION CONN), and then a repeat is a second mail.
 */
const BEFORE = new Set(['EHLO', 'HELO', 'STARTTLS', 'AUTH', 'MAIL FROM', 'RCPT TO']);
/** The system calls of a connection that never came to be. */
const NEVER_CONNECTED = new Set(['connect', 'getaddrinfo']);

/** What nodemailer puts into its errors; `responseCode` only when the server has answered. */
const failure = z.object({
  code: z.string().catch('unknown'),
  command: z.string().catch(''),
  syscall: z.string().catch(''),
  responseCode: z.number().optional().catch(undefined),
  response: z.string().catch(''),
});

/**
 * RFC 5321 §4.2.1: 4yz may work later, 5yz will not; a cut after DATA leaves the outcome open (§4.1.1.4). nodemailer
 * calls both DATA: what does not accept the command, and what is said of the body.
 */
function outcomeOf(error: unknown): SendOutcome {
  const { code: name, command, syscall, responseCode, response } = failure.parse(Object(error));
  if (responseCode !== undefined) {
    const reply: SmtpReply = {
      code: responseCode,
      lines: response.split('\n').map((line) => line.slice(4)),
    };
    switch (command) {
      case 'MAIL FROM':
        return refusal('mail', reply);
      case 'RCPT TO':
        return refusal('rcpt', reply);
      case 'DATA':
        return verdict(reply, 'body');
      default:
        // About the session or our settings: a refused sign-in, a greeting that turns us away.
        return { status: 'deferred', code: responseCode < 500 ? String(responseCode) : name };
    }
  }
  const never = NEVER_CONNECTED.has(syscall) || ['EDNS', 'ETLS'].includes(name);
  return { status: never || BEFORE.has(command) ? 'deferred' : 'unknown', code: name };
}
