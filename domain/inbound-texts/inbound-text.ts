import { personContext, systemContext, type Services } from '../context.ts';
import { normalizePhone } from '../addresses/address.ts';
import type { InboundText } from './inbound-text.contract.ts';
import type { ConsentSettings } from './settings.contract.ts';
import { getConsentSettings } from './settings.ts';
import { isBareNo, providerKnowsStop, wishOf, type Wish } from '../inbound/keywords.ts';
import { askedSince, takeText } from './take-text.ts';
import { firstOrganization, whoKnows, type Knows } from '../inbound/who-knows.ts';

/**
 * Processes a text from a phone. STOP and START apply to every organisation that knows the number, since they share
 * the sender and a request to stop is read broadly. HELP is answered and never opts in. A text that may be a request
 * to stop goes to the organisations that have texted the number, for review (domain/reviews). A text from an unknown
 * number is stored by the first organisation, for review there. A repeated text changes nothing and gets the same
 * reply.
 * @returns the reply, or null for none
 */
export async function inboundText(
  services: Services,
  text: InboundText,
  requestId: string,
): Promise<string | null> {
  const number = normalizePhone(text.from, 'US');
  const known = number === null ? [] : await whoKnows(services, number);
  const wish: Wish = text.providerTook ?? wishHere(text.body, known);
  const concerned = await whoIsConcerned(services, known, wish);
  // YES may answer a question of any of these organisations.
  const asked = wish === 'yes' && number !== null && (await askedSince(services, number, known));
  let confirmed = false;
  for (const tenant of concerned) {
    const ctx = personContext(tenant, { requestId });
    const keys = await services.keyring.keys(ctx);
    const settings = await getConsentSettings(services, ctx);
    const took = await services.db.withTenant(ctx, (trx) =>
      takeText(trx, ctx, keys, {
        number,
        isKnown: tenant.known,
        text,
        wish,
        yesCounts: settings.yes_opts_in && !asked,
        settings,
        // At most one confirmation per STOP over all organisations; none where the provider confirms.
        confirm: !confirmed && !providerConfirms(settings, text),
      }),
    );
    if (!took) continue;
    confirmed ||= Boolean(took.withdrew?.eventId);
  }
  return wish === 'help' ? helpFor(services, text, known) : null;
}

/** What a text requests here: a bare `No` that answers no text of ours says nothing. */
function wishHere(body: string, known: readonly Knows[]): Wish {
  const wish = wishOf(body);
  const answers = known.some((tenant) => tenant.texted);
  return wish === 'perhaps_stop' && !answers && isBareNo(body) ? 'none' : wish;
}

async function whoIsConcerned(
  services: Services,
  known: readonly Knows[],
  wish: Wish,
): Promise<readonly Knows[]> {
  if (!known.length) return [await firstOrganization(services)].filter((one) => one !== null);
  return wish === 'none' || wish === 'perhaps_stop' ? correspondents(known) : known;
}

const correspondents = (known: readonly Knows[]): Knows[] => {
  const texted = known.filter((tenant) => tenant.texted);
  return texted.length ? texted : [...known];
};

const providerConfirms = (settings: ConsentSettings, text: InboundText): boolean =>
  text.providerTook === 'stop' || (settings.provider_confirms_stop && providerKnowsStop(text.body));

async function helpFor(
  services: Services,
  text: InboundText,
  known: readonly Knows[],
): Promise<string | null> {
  if (text.providerTook === 'help') return null;
  const active = known.filter((tenant) => tenant.active);
  const all = await Promise.all(
    active.map((tenant) => getConsentSettings(services, systemContext(tenant.tenantId))),
  );
  if (all.length && all.every((settings) => settings.provider_answers_help)) return null;
  const names = active.map((tenant) => tenant.name).join(', ') || 'This service';
  return `${names}: reply STOP to stop all messages. Msg & data rates may apply.`;
}
