import test, { type ExecutionContext } from 'ava';
import twilio from 'twilio';
import { tracking } from '#api/tracking.ts';
import { emailEvents } from '#api/webhooks/email-events.ts';
import { emailInbound } from '#api/webhooks/email-inbound.ts';
import { twilioWebhooks } from '#api/webhooks/twilio.ts';
import { publicOptOut, tenantBySlug } from '#domain/forms/public-forms.ts';
import { unsubscribeUrl } from '#domain/signed-links/links.ts';
import { newId } from '#lib/ids.ts';
import { createLogger } from '#lib/logger.ts';
import { bounceMail, letter } from '#providers/local/mail-answers.ts';
import { testApi } from '../_support/api.ts';
import { grantConsent, type Person } from '../_support/consent.ts';
import { mailed, reader, tokenOf } from '../_support/mail.ts';
import { sendTo } from '../_support/messages.ts';
import { snsStandIn, TOPIC } from '../_support/sns.ts';
import { FROM, OUR_SIDE, PUBLIC, someone, TOKEN, type Fields } from '../_support/twilio.ts';

/*
 * Every opt-out channel, over the wire: afterwards the gate refuses, and the record names the channel and its
 * evidence.
 */
const SECRET = 'a secret that both sides know';
const logger = createLogger('test', 'silent');

/** A person with consent and a message, and an API with every endpoint. */
async function setUp(t: ExecutionContext, who: Person) {
  const aws = await snsStandIn(t);
  const api = await testApi(t, {
    routers: (services) => [
      tracking(services, logger).router,
      twilioWebhooks(services, { authToken: TOKEN, publicUrl: PUBLIC }),
      emailInbound(services, { secret: SECRET }),
      emailEvents(services, { sns: aws.sns, topics: new Map([[TOPIC, null]]), logger }),
    ],
  });
  const tenant = await api.tenant();
  const { contactId } = await grantConsent(api.services, tenant.context, who);
  const id =
    who.channel === 'email'
      ? await mailed(api.services, tenant.context, who)
      : (await sendTo(api.services, tenant.context, who)).id;
  if (who.channel === 'sms') {
    await api.services.db.withTenant(tenant.context, (trx) =>
      trx('messages').where({ id }).update({ status: 'sent', sent_at: trx.fn.now() }),
    );
  }
  const send = async (path: string, body: BodyInit, headers: Record<string, string> = {}) => {
    const init = { method: 'POST', headers, body, redirect: 'manual' as const };
    const answer = await fetch(`${api.url}${path}`, init);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status}`);
    if (answer.headers.get('set-cookie')) throw new Error('a cookie was set');
    return answer;
  };
  return {
    api,
    tenant,
    who,
    id,
    contactId,
    aws,
    send,
    /** The opt-out in the message. */
    link: async () => {
      const keys = await api.services.keyring.keys(tenant.context);
      const { tenantId } = tenant.context;
      return new URL(unsubscribeUrl('http://x', keys, { tenantId, messageId: id })).pathname;
    },
    fromTwilio: (path: string, fields: Fields) =>
      send(`${OUR_SIDE}${path}`, new URLSearchParams(fields).toString(), {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': twilio.getExpectedTwilioSignature(TOKEN, `${PUBLIC}${OUR_SIDE}${path}`, fields),
      }), // prettier-ignore
    mailIn: (source: string) =>
      send('/api/v1/webhooks/email/inbound', source, {
        'content-type': 'message/rfc822',
        authorization: `Bearer ${SECRET}`,
      }),
    fromSes: (event: object) => send('/api/v1/webhooks/email/events', aws.notice(event)),
    token: (use: 'bounce' | 'unsubscribe' = 'bounce') =>
      tokenOf(api.services, tenant.context, id, use),
  };
}
type Scene = Awaited<ReturnType<typeof setUp>>;

type OptOutChannel = {
  name: string;
  who: () => Person;
  go(scene: Scene): Promise<unknown>;
  /** The gate's later decision. @default withdrawn */
  refusal?: string;
  /** @default withdrawn */
  state?: string;
  source: string;
  actor: string;
  /** Names of the evidence. */
  evidence: string[];
};

const text = (words: string) => (scene: Scene) =>
  scene.fromTwilio('/sms', { From: scene.who.address, To: FROM, MessageSid: `SM${newId().replaceAll('-', '')}`, Body: words }); // prettier-ignore
const TEXT = ['provider_message_id', 'text', 'sent_to'];
const sesMail = async ({ token }: Scene) => ({ messageId: 'x', headers: [{ name: 'X-Assent-Reference', value: await token() }] }); // prettier-ignore
const original = async ({ who, token }: Scene): Promise<Buffer> =>
  Buffer.from(`To: ${who.address}\r\nX-Assent-Reference: ${await token()}\r\n\r\nHello`);
const multipart = (name: string, value: string): FormData => {
  const form = new FormData();
  form.set(name, value);
  return form;
};

const OPT_OUT_CHANNELS: OptOutChannel[] = [
  {
    name: 'the API',
    who: reader,
    go: ({ tenant, contactId }) =>
      tenant.call('POST', '/consents/opt-out', { contact_id: contactId, channel: 'email', purpose: 'marketing', wording: 'No more, please', evidence: { call: 'T-1' } }),
    source: 'api', actor: 'user', evidence: ['call'],
  },
  {
    name: 'the page of the contact',
    who: someone,
    go: ({ tenant, contactId }) =>
      tenant.call('POST', '/consents/opt-out', { contact_id: contactId, channel: 'sms', source: 'admin' }),
    source: 'admin', actor: 'user', evidence: [],
  },
  {
    name: 'the public form',
    who: reader,
    async go({ api, tenant, who }) {
      const found = await tenantBySlug(api.services, `t-${tenant.context.tenantId}`);
      if (!found) throw new Error('no such organisation');
      const visitor = { ip: '203.0.113.7', userAgent: 'Browser', formUrl: 'https://x.example/f', requestId: newId() };
      await publicOptOut(api.services, found, { channel: 'email', address: who.address }, visitor);
    },
    source: 'web_form', actor: 'person', evidence: [],
  },
  {
    name: 'one click, urlencoded',
    who: reader,
    go: async ({ send, link }) =>
      send(await link(), 'List-Unsubscribe=One-Click', { 'content-type': 'application/x-www-form-urlencoded' }),
    source: 'one_click', actor: 'person', evidence: [],
  },
  {
    name: 'one click, multipart',
    who: reader,
    go: async ({ send, link }) => send(await link(), multipart('List-Unsubscribe', 'One-Click')),
    source: 'one_click', actor: 'person', evidence: [],
  },
  {
    name: 'one click from elsewhere, with an Origin and a session that is none',
    who: reader,
    go: async ({ send, link }) =>
      send(await link(), multipart('List-Unsubscribe', 'One-Click'), { origin: 'https://mail.example', cookie: 'session=x' }),
    source: 'one_click', actor: 'person', evidence: [],
  },
  {
    name: 'the link in a mail, without a button of the mail program',
    who: reader,
    go: async ({ send, link }) => send(await link(), 'confirm=yes', { 'content-type': 'application/x-www-form-urlencoded' }),
    source: 'web_form', actor: 'person', evidence: [],
  },
  {
    name: 'a mail to the signed address',
    who: reader,
    go: async ({ mailIn, token, who }) =>
      mailIn(letter({ from: who.address, to: `unsubscribe+${await token('unsubscribe')}@returns.example`, subject: 'unsubscribe', body: '' })),
    source: 'one_click', actor: 'person', evidence: ['via', 'mail_message_id', 'mail_from'],
  },
  { name: 'STOP', who: someone, go: text('STOP'), source: 'keyword', actor: 'person', evidence: TEXT },
  { name: 'ARRÊT, in quotes', who: someone, go: text('“Arrêt!”'), source: 'keyword', actor: 'person', evidence: TEXT },
  { name: '"please stop texting me"', who: someone, go: text('please stop texting me'), source: 'keyword', actor: 'person', evidence: TEXT },
  {
    name: 'free words, read by somebody',
    who: someone,
    async go(scene) {
      await text('I don’t want these any more')(scene);
      const { body } = await scene.tenant.call('GET', '/reviews?status=open');
      // Once a person has withdrawn, nobody has to review their texts.
      if (body.data.length) await scene.tenant.call('POST', `/reviews/${body.data[0].id}/decide`, { decision: 'withdraw' });
    },
    source: 'keyword', actor: 'user', evidence: ['review_id', 'provider_message_id', 'text'],
  },
  {
    name: 'the provider’s block, 21610',
    who: someone,
    go: ({ tenant, id, fromTwilio }) =>
      fromTwilio(`/status?t=${tenant.context.tenantId}&k=message&id=${id}`, { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '21610' }),
    refusal: 'suppressed_provider_block', source: 'keyword', actor: 'provider', evidence: ['code', 'message_id', 'provider_message_id'],
  },
  {
    name: 'a number that is nobody’s, 30005',
    who: someone,
    go: ({ tenant, id, fromTwilio }) =>
      fromTwilio(`/status?t=${tenant.context.tenantId}&k=message&id=${id}`, { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30005' }),
    refusal: 'suppressed_hard_bounce', state: 'expired', source: 'bounce', actor: 'provider', evidence: ['code', 'message_id', 'provider_message_id'],
  },
  {
    name: 'a complaint by Amazon SES',
    who: reader,
    go: async (scene) =>
      scene.fromSes({ notificationType: 'Complaint', mail: await sesMail(scene), complaint: { complaintFeedbackType: 'abuse', complainedRecipients: [{ emailAddress: scene.who.address }] } }),
    refusal: 'suppressed_complaint', source: 'complaint', actor: 'provider', evidence: ['report_id', 'message_id', 'code'],
  },
  {
    name: 'a complaint by mail (RFC 5965)',
    who: reader,
    go: async (scene) =>
      scene.mailIn(['From: fbl@box.example', 'To: complaints@returns.example', `Message-ID: <${newId()}@box.example>`, 'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=feedback-report; boundary="b"', '',
        '--b', 'Content-Type: text/plain', '', 'Complaint', '--b', 'Content-Type: message/feedback-report', '', 'Feedback-Type: abuse', 'Version: 1', '--b',
        'Content-Type: message/rfc822', '', (await original(scene)).toString(), '--b--', ''].join('\r\n')),
    refusal: 'suppressed_complaint', source: 'complaint', actor: 'provider', evidence: ['report_id', 'message_id', 'code'],
  },
  {
    name: 'a hard bounce by Amazon SES',
    who: reader,
    go: async (scene) =>
      scene.fromSes({ eventType: 'Bounce', mail: await sesMail(scene), bounce: { bounceType: 'Permanent', bounceSubType: 'NoEmail', bouncedRecipients: [{ emailAddress: scene.who.address }] } }),
    refusal: 'suppressed_hard_bounce', state: 'expired', source: 'bounce', actor: 'provider', evidence: ['report_id', 'message_id', 'code'],
  },
  {
    name: 'a hard bounce by mail (RFC 3464)',
    who: reader,
    go: async (scene) =>
      scene.mailIn(bounceMail({ from: `bounce+${await scene.token()}@returns.example`, to: scene.who.address, source: await original(scene) }, '5.1.1', '550 5.1.1 User unknown')),
    refusal: 'suppressed_hard_bounce', state: 'expired', source: 'bounce', actor: 'provider', evidence: ['report_id', 'message_id', 'code'],
  },
]; // prettier-ignore

for (const optOutChannel of OPT_OUT_CHANNELS) {
  test(`withdrawn by ${optOutChannel.name}: the gate refuses, and the record says how`, async (t) => {
    const scene = await setUp(t, optOutChannel.who());
    const { api, tenant, who } = scene;
    const ask = async () => (await sendTo(api.services, tenant.context, who)).decision;
    t.is((await ask()).outcome, 'sending');
    await optOutChannel.go(scene);
    t.like(await ask(), { outcome: 'refused', reason: optOutChannel.refusal ?? 'withdrawn' });
    const { data } = (await tenant.call('GET', `/consents?purpose=marketing&channel=${who.channel}`)).body; // prettier-ignore
    t.like(data[0], { state: optOutChannel.state ?? 'withdrawn', source: optOutChannel.source });
    const history = await tenant.call('GET', `/consents/${data[0].id}/history?reveal=true`);
    const event = history.body.data.at(-1);
    t.like(event, {
      source: optOutChannel.source,
      state_after: optOutChannel.state ?? 'withdrawn',
    });
    t.is(event.actor.type, optOutChannel.actor);
    t.deepEqual(
      Object.keys(event.evidence.other ?? {}).toSorted(),
      optOutChannel.evidence.toSorted(),
    );

    // A repeat changes nothing: nobody can make the history grow.
    const recorded = () =>
      api.services.db.withTenant(tenant.context, async (trx) => ({
        consents: await trx('consents').orderBy('id').select('id', 'state', 'withdrawn_at', 'last_event_id', 'updated_at'), // prettier-ignore
        events: await trx('consent_events').orderBy('id').pluck('id'),
        audits: await trx('audit_log').whereLike('action', 'consent.%').orderBy('id').pluck('id'),
      }));
    const before = await recorded();
    for (let again = 0; again < 2; again++) await optOutChannel.go(scene);
    t.deepEqual(await recorded(), before);
  });
}
