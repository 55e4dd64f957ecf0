import { createContact } from '#domain/contacts/create.ts';
import { createSuppression } from '#domain/suppressions/suppress.ts';
import type { Context, Services } from '#domain/context.ts';
import { sendRequest } from '#domain/messaging/contract.ts';
import { sendWithConsent } from '#domain/messaging/send-with-consent.ts';
import { startVerification } from '#domain/verification/start.ts';
import { person, type Canaries } from './canaries.ts';
import { grantConsent } from './consent.ts';

export type Lived = { id: string; canaries: Canaries; email: string; phone: string };

/** Creates a person with a profile, a consent, a waiting message, a code and a block with a note. */
export async function live(services: Services, ctx: Context, label: string): Promise<Lived> {
  const one = person(label);
  const secret = person('secret').name;
  const contact = await createContact(services, ctx, {
    ...one,
    tags: [],
    fields: { note: secret },
  });
  await grantConsent(services, ctx, { channel: 'email', address: one.email, purpose: 'marketing' });
  await sendWithConsent(
    services,
    ctx,
    sendRequest.parse({
      contact_id: contact.id,
      channel: 'email',
      purpose: 'marketing',
      template: {
        subject: `For ${secret}`,
        body: `<p>${secret} <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>`,
      },
    }),
  );
  await startVerification(services, ctx, { channel: 'email', to: one.email, purpose: 'verify' });
  await createSuppression(services, ctx, {
    channel: 'sms',
    address: one.phone,
    reason: 'admin',
    note: secret,
  });
  return { id: contact.id, email: one.email, phone: one.phone, canaries: { ...one, secret } };
}
