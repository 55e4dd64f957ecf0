import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Services } from '#domain/context.ts';
import { createLogger } from '#lib/logger.ts';
import { createPipelinedEmail } from '#providers/email/pipelined.ts';
import { openInbox, type InboxItem } from '#providers/local/inbox.ts';
import { startMailReceiver } from '#providers/local/mail-receiver.ts';
import { startPhoneReceiver } from '#providers/local/phone-receiver.ts';
import { createTwilioSms } from '#providers/sms/twilio.ts';
import type { ActivityDeps } from '../../activities/deps.ts';

export const ACCOUNT = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'local-development-token',
};

/** Creates the real clients of both channels, connected to the local receivers over the network. */
export async function localProviders(
  t: ExecutionContext,
  services: Services,
): Promise<{
  deps: ActivityDeps;
  received: () => Promise<string[]>;
  /** Returns the last item that an address received. */
  lastTo: (to: string) => Promise<InboxItem | undefined>;
}> {
  const dir = await mkdtemp(join(tmpdir(), 'assent-providers-'));
  const inbox = openInbox(join(dir, 'inbox.sqlite'));
  const mail = await startMailReceiver({ port: 0, inbox });
  const webhookBase = 'http://127.0.0.1:9';
  const phone = await startPhoneReceiver({ ...ACCOUNT, port: 0, inbox, webhookBase });
  const smtpUrl = `smtp://127.0.0.1:${mail.port}`;
  const email = createPipelinedEmail({ url: smtpUrl });
  const sms = createTwilioSms({
    ...ACCOUNT,
    apiBase: `http://127.0.0.1:${phone.port}`,
    from: '+15005550006',
    statusCallback: ({ id }) => `${webhookBase}/status?id=${id}`,
  });
  t.teardown(async () => {
    await email.close();
    await Promise.all([mail.close(), phone.close()]);
    inbox.close();
    await rm(dir, { recursive: true, force: true });
  });
  return {
    deps: {
      services,
      email,
      sms,
      mailFrom: 'Test <hello@assent.example>',
      smtpUrl,
      logger: createLogger('test', 'silent'),
    },
    /** Returns the recipients of texts and mails, once per item, ordered by address. */
    received: async () => {
      mail.flush();
      const { data } = await inbox.list({ limit: 200 });
      return data.map(({ to }) => to).toSorted();
    },
    lastTo: async (to) => {
      mail.flush();
      return (await inbox.list({ to, limit: 1 })).data[0];
    },
  };
}
