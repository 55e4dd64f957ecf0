import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openInbox } from './inbox.ts';
import { startInboxApi } from './inbox-api.ts';
import { startMailReceiver } from './mail-receiver.ts';
import { answerMail, deliver, letter, type MailDoor, type Returned } from './mail-answers.ts';
import { startPhoneReceiver } from './phone-receiver.ts';

export type ReceiversOptions = {
  dataDir: string;
  ports: { http: number; smtp: number; twilio: number };
  webhookBase: string;
  accountSid: string;
  authToken: string;
  ourNumber: string;
  /** Where mail to us goes; absent: nobody receives mail. */
  inboundMail?: { domain: string; secret: string };
};
export type Receivers = { http: number; smtp: number; twilio: number; close: () => Promise<void> };

/** The stand-ins for the outside world in development: a mailbox and a phone network with one inbox. */
export async function startReceivers(options: ReceiversOptions): Promise<Receivers> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const inbox = openInbox(join(options.dataDir, 'inbox.sqlite'));
  const { inboundMail, webhookBase } = options;
  const door = inboundMail && { ...inboundMail, webhookBase };
  const mail = await startMailReceiver({
    port: options.ports.smtp,
    inbox,
    ...(door ? { taken: returning(door) } : {}),
  });
  const phone = await startPhoneReceiver({ ...options, port: options.ports.twilio, inbox });
  const api = await startInboxApi({
    port: options.ports.http,
    inbox,
    ourNumber: options.ourNumber,
    sendText: (text) => phone.textIn(text),
    ...(door ? { sendMail: (mail) => deliver(door, mail.to, letter(mail)) } : {}),
  });
  return {
    http: api.port,
    smtp: mail.port,
    twilio: phone.port,
    close: async () => {
      api.close();
      await Promise.all([mail.close(), phone.close()]);
      inbox.close();
    },
  };
}

/** How long a mail system takes to find out that it cannot deliver, in milliseconds. */
const LATER_MS = 200;

const returning =
  (door: MailDoor) =>
  (mail: Returned): void => {
    setTimeout(() => void answerMail(door, mail).catch(() => undefined), LATER_MS);
  };
