import { createTransport } from 'nodemailer';
import type { SendOutcome } from '../outcome.ts';
import type { EmailProvider } from './provider.ts';

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
  });
  return {
    async send(mail) {
      try {
        const sent = await transport.sendMail({ ...mail, messageId: `<${mail.messageId}>` });
        return { status: 'accepted', providerMessageId: sent.messageId.replace(/[<>]/g, '') };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: async () => transport.close(),
  };
}

/** Failures before any mail could be given: the connection, the greeting, signing in. */
const BEFORE = new Set(['CONN', 'EHLO', 'HELO', 'STARTTLS', 'AUTH', 'MAIL FROM', 'RCPT TO']);

/** RFC 5321 §4.2.1: 4yz may work later, 5yz will not; a cut after DATA leaves the outcome open (§4.1.1.4). */
function outcomeOf(error: unknown): SendOutcome {
  const field = (name: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  const reply = field('responseCode');
  const command = String(field('command') ?? '');
  const code = String(reply ?? field('code') ?? 'unknown');
  if (typeof reply === 'number' && reply >= 500 && command !== 'AUTH')
    return { status: 'rejected', code };
  if (typeof reply === 'number') return { status: 'deferred', code };
  if (['ECONNREFUSED', 'EDNS', 'ENOTFOUND', 'ETLS'].includes(code) || BEFORE.has(command)) {
    return { status: 'deferred', code };
  }
  return { status: 'unknown', code };
}
