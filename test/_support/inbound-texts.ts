import { type Person } from './consent.ts';
import { sendTo } from './messages.ts';
import { readConsent } from './read-consent.ts';
import { type TwilioApi } from './twilio.ts';
import type { TestTenant } from './api.ts';

/** Returns the gate's decision about a message that is requested now. */
export async function gate(api: TwilioApi, tenant: TestTenant, who: Person): Promise<string> {
  const { decision } = await sendTo(api.services, tenant.context, who);
  return decision.outcome === 'sending' ? 'sending' : decision.reason;
}

export const stateOf = (api: TwilioApi, tenant: TestTenant, who: Person) =>
  readConsent(api.services, tenant.context, who);

/** Returns the last event of a person's consent, with its evidence in clear. */
export async function lastEvent(tenant: TestTenant, contactId: string, purpose = 'marketing') {
  const { body } = await tenant.call('GET', `/consents?contact_id=${contactId}&purpose=${purpose}&channel=sms`); // prettier-ignore
  const { body: history } = await tenant.call('GET', `/consents/${body.data[0].id}/history?reveal=true`); // prettier-ignore
  return history.data.at(-1);
}
