import { z } from 'zod';

/** The fields that we read of an Amazon SNS post. It comes as text/plain, and more fields may be added. */
export const snsMessage = z.looseObject({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().min(1).max(200),
  TopicArn: z.string().min(1).max(400),
  Message: z.string(),
  Timestamp: z.string().max(60),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().max(2000),
  SigningCertURL: z.string().max(2000),
  Subject: z.string().nullish(),
  SubscribeURL: z.string().max(4000).optional(),
  Token: z.string().max(4000).optional(),
});
export type SnsMessage = z.output<typeof snsMessage>;

const OF_NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const; // prettier-ignore
const OF_SUBSCRIPTION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const; // prettier-ignore

/** Returns the signed text: names and values of the documented fields that are present, each on a line. */
export function stringToSign(message: SnsMessage): string {
  const fields = message.Type === 'Notification' ? OF_NOTIFICATION : OF_SUBSCRIPTION;
  return fields
    .flatMap((name) => {
      const value = message[name];
      return value === undefined || value === null ? [] : [`${name}\n${value}\n`];
    })
    .join('');
}
