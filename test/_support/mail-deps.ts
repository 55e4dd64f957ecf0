import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Services } from '#domain/context.ts';
import { createLogger } from '#lib/logger.ts';
import { createPipelinedEmail } from '#providers/email/pipelined.ts';
import { openInbox } from '#providers/local/inbox.ts';
import { startMailReceiver } from '#providers/local/mail-receiver.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { temporaryFolder } from './installations.ts';

/** A mail server that outlives its senders, and the dependencies of senders. Texts are not sent. */
export async function mailServer(t: ExecutionContext) {
  const inbox = openInbox(join(await temporaryFolder(t), 'inbox.sqlite'));
  let onMail: (() => void) | undefined;
  const mail = await startMailReceiver({ port: 0, inbox, taken: () => onMail?.() });
  const url = `smtp://127.0.0.1:${mail.port}`;
  const email = createPipelinedEmail({ url });
  t.teardown(async () => {
    await email.close();
    await mail.close();
    inbox.close();
  });
  return {
    url,
    deps: (services: Services): ActivityDeps => ({
      services,
      email,
      sms: { send: async () => ({ status: 'unknown', code: 'no_network' }) },
      mailFrom: 'Test <hello@assent.example>',
      smtpUrl: url,
      logger: createLogger('test', 'silent'),
    }),
    /** Calls this for each mail from now on, instead of what was set before. */
    onMail(listener: () => void): void {
      onMail = listener;
    },
    /** Returns the number of mails to an address. */
    got: async (to: string): Promise<number> => {
      mail.flush();
      return (await inbox.list({ to, limit: 50 })).data.length;
    },
  };
}
