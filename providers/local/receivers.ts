import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openInbox } from './inbox.ts';
import { startInboxApi } from './inbox-api.ts';
import { startMailReceiver } from './mail-receiver.ts';
import {
  answerMail,
  deliver,
  letter,
  type InboundEndpoint,
  type Returned,
} from './mail-answers.ts';
import { startModelReceiver } from './model-receiver.ts';
import { startPhoneReceiver } from './phone-receiver.ts';

type Ports = { http: number; smtp: number; twilio: number; model: number };

export type ReceiversOptions = {
  dataDir: string;
  ports: Ports;
  webhookBase: string;
  accountSid: string;
  authToken: string;
  ourNumber: string;
  /** Where mail to us goes; without it nobody receives mail. */
  inboundMail?: { domain: string; secret: string };
};
export type Receivers = Ports & { close: () => Promise<void> };

/** Starts the simulated outside world of development: a mailbox and a phone network with one inbox, and a language model. */
export async function startReceivers(options: ReceiversOptions): Promise<Receivers> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const inbox = openInbox(join(options.dataDir, 'inbox.sqlite'));
  const { inboundMail, webhookBase } = options;
  const endpoint = inboundMail && { ...inboundMail, webhookBase };
  const mail = await startMailReceiver({
    port: options.ports.smtp,
    inbox,
    ...(endpoint ? { taken: returning(endpoint) } : {}),
  });
  const phone = await startPhoneReceiver({ ...options, port: options.ports.twilio, inbox });
  const model = await startModelReceiver({ port: options.ports.model });
  const api = await startInboxApi({
    port: options.ports.http,
    inbox,
    ourNumber: options.ourNumber,
    sendText: (text) => phone.textIn(text),
    ...(endpoint ? { sendMail: (mail) => deliver(endpoint, mail.to, letter(mail)) } : {}),
  });
  return {
    http: api.port,
    smtp: mail.port,
    twilio: phone.port,
    model: model.port,
    close: async () => {
      api.close();
      await Promise.all([mail.close(), phone.close(), model.close()]);
      inbox.close();
    },
  };
}

/** How long a mail system takes to find that it cannot deliver, in milliseconds. */
const LATER_MS = 200;

const returning =
  (endpoint: InboundEndpoint) =>
  (mail: Returned): void => {
    setTimeout(() => void answerMail(endpoint, mail).catch(() => undefined), LATER_MS);
  };
