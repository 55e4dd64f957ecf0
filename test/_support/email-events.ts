import { type ExecutionContext } from 'ava';
import { emailEvents, readTopics } from '#api/webhooks/email-events.ts';
import { createLogger } from '#lib/logger.ts';
import { testApi, type TestTenant } from './api.ts';
import { type Person } from './consent.ts';
import { sendTo } from './messages.ts';
import { snsStandIn, TOPIC } from './sns.ts';

export const OTHER_TOPIC = 'arn:aws:sns:eu-west-1:123456789012:one-tenant';

export async function setUp(t: ExecutionContext) {
  const aws = await snsStandIn(t);
  // The second topic is for one tenant, which is created after the server.
  const topics = new Map(readTopics(TOPIC));
  const api = await testApi(t, {
    routers: (services) => [
      emailEvents(services, { sns: aws.sns, topics, logger: createLogger('test', 'silent') }),
    ],
  });
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${api.url}/api/v1/webhooks/email/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification', ...headers }, // prettier-ignore
      body,
    });
    return answer.status;
  };
  return { ...api, aws, topics, post };
}
export type Api = Awaited<ReturnType<typeof setUp>>;

export const gate = async (api: Api, tenant: TestTenant, who: Person): Promise<string> => {
  const { decision } = await sendTo(api.services, tenant.context, who);
  return decision.outcome === 'sending' ? 'sending' : String(decision.reason);
};
export const statusOf = async (tenant: TestTenant, id: string): Promise<string> =>
  (await tenant.call('GET', `/messages/${id}`)).body.status;

/** An SES mail object with every known field and an unknown one. */
const mail = (token: string, by: 'tag' | 'header' | 'source' = 'tag') => ({
  timestamp: '2026-11-21T10:00:00.000Z',
  messageId: '0102018f0a1b2c3d-00000000-0000-0000-0000-000000000000-000000',
  source: by === 'source' ? `bounce+${token}@returns.example` : 'hello@assent.example',
  sourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/assent.example',
  sourceIp: '203.0.113.9',
  callerIdentity: 'smtp',
  sendingAccountId: '123456789012',
  destination: ['somebody@example.com'],
  headersTruncated: false,
  headers: [
    { name: 'From', value: 'Assent <hello@assent.example>' },
    { name: 'Message-ID', value: '<overwritten@eu-west-1.amazonses.com>' },
    ...(by === 'header' ? [{ name: 'x-assent-reference', value: token }] : []),
  ],
  commonHeaders: { from: ['hello@assent.example'], subject: 'News' },
  ...(by === 'tag' ? { tags: { 'ses:operation': ['SendSmtpEmail'], 'assent-reference': [token] } } : {}), // prettier-ignore
  somethingNew: { of: ['next', 'year'] },
});
export const bounce = (token: string, to: string[], more: object = {}, by?: 'tag' | 'header' | 'source') => ({
  notificationType: 'Bounce',
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: to.map((emailAddress) => ({
      emailAddress,
      action: 'failed',
      status: '5.1.1',
      diagnosticCode: `smtp; 550 5.1.1 <${emailAddress}>: Recipient address rejected: User unknown`,
    })),
    timestamp: '2026-11-21T10:00:01.000Z',
    feedbackId: '0102018f-feed',
    remoteMtaIp: '203.0.113.1',
    reportingMTA: 'dsn; a.smtp-out.eu-west-1.amazonses.com',
    ...more,
  },
  mail: mail(token, by),
}); // prettier-ignore
export const complaint = (token: string, to: string[], more: object = {}) => ({
  eventType: 'Complaint',
  complaint: {
    complainedRecipients: to.map((emailAddress) => ({ emailAddress })),
    timestamp: '2026-11-21T10:00:02.000Z',
    feedbackId: '0102018f-feed',
    complaintSubType: null,
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
    arrivalDate: '2026-11-21T10:00:02.000Z',
    ...more,
  },
  mail: mail(token),
});
export const delivery = (token: string, to: string[]) => ({
  eventType: 'Delivery',
  delivery: { timestamp: '2026-11-21T10:00:01.000Z', recipients: to, processingTimeMillis: 546, smtpResponse: '250 ok' },
  mail: mail(token),
}); // prettier-ignore

/** One recipient of a bounce, and their server's reply. */
export const said = (emailAddress: string, diagnosticCode: string, status?: string) => ({
  emailAddress,
  action: 'failed',
  diagnosticCode,
  ...(status ? { status } : {}),
});

export const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
