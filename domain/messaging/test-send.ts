import type { Trx } from '#lib/db.ts';
import { conflict, invalidField, isKind } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { Consent } from '#models/consent.ts';
import { Message } from '#models/message.ts';
import { Purpose } from '#models/purpose.ts';
import { personAt } from '../addresses/by-channel.ts';
import { findAddress } from '../contacts/resolve-contact.ts';
import type { Context, Services } from '../context.ts';
import { optOutWords } from '../templates/provided/sms.ts';
import { loadTemplate } from '../templates/read.ts';
import type { TemplateCategory } from '../templates/contract.ts';
import { classOf } from '../templates/suits.ts';
import { testValues } from '../templates/tests.ts';
import { contactById, organizationVariables } from '../templates/variables.ts';
import { sourceOf, type TemplateRow } from '../templates/view.ts';
import { purposeNameIn } from '../purposes/purpose-words.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { optOutLinks } from '../signed-links/links.ts';
import { askGate, type Asked } from './ask-gate.ts';
import { writeNowOrLater } from './compose.ts';
import type { Unwritten } from './content.ts';
import { placeMessage } from './enqueue.ts';
import { getMessage } from './read.ts';
import type { MessageView } from './view.ts';

export type TestSend = {
  to: string;
  /** Which of the template's languages; the main one unless given. */
  language?: string | undefined;
  variables?: Record<string, unknown> | undefined;
};

/**
 * Sends a template to an address that has consented to a purpose of its class on its channel. The message rests on
 * that consent: its footer, links and headers are those of the purpose, its values those of the contact. Only members
 * can get a test without consent; anybody else opts in first.
 * @throws AppError not_found, invalid (address, text), conflict (no such consent of this address)
 */
export async function testSend(
  services: Services,
  ctx: Context,
  templateId: string,
  input: TestSend,
): Promise<MessageView> {
  const id = ctx.resourceId ?? newId();
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, async (trx) => {
    if (await Message.query(trx).findOne({ id })) return;
    const loaded = await loadTemplate(trx, templateId);
    const text = loaded.texts.find((t) => t.language === (input.language ?? loaded.language));
    if (!text) throw invalidField('language', 'is not a language of this template');
    const template = { ...loaded, ...text };
    if (template.archived_at) throw conflict('This template is archived');
    const { channel } = template;
    const person = await findAddress(trx, keys, ctx, personAt(channel, input.to), channel).catch(
      (error: unknown) => {
        throw isKind(error, 'invalid')
          ? invalidField('to', 'is not an address this template can be sent to')
          : error;
      },
    );
    const { category } = template;
    const allowed = await consentFor(trx, ctx, category, channel, person.addressBidx);
    if (!allowed) throw conflict(`${NO_CONSENT[classOf(category) ?? 'any']}. ${TO_YOURSELF}`);
    await placeMessage(trx, ctx, keys, {
      id,
      channel,
      purposeId: allowed.purpose.id,
      contactId: person.contactId,
      addressBidx: person.addressBidx,
      templateVersionId: template.version_id,
      content: {
        ...writeNowOrLater(ctx, {
          source: sourceOf(template),
          values: await valuesOf(trx, services, ctx, keys, id, {
            template,
            contactId: person.contactId,
            purpose: allowed.purpose,
            variables: input.variables ?? {},
          }),
          test: true,
        }),
        to: person.address,
      },
      gate: allowed.gate,
      outcome: 'sending',
      detail: { test: true },
    });
  });
  return getMessage(services, ctx, id, false);
}

const NO_CONSENT = {
  marketing:
    'This address has not agreed to a marketing purpose on this channel, and a promotional text needs that',
  transactional:
    'This address has not agreed to a transactional purpose on this channel, and a transactional text needs that',
  any: 'This address has not consented to any message on this channel',
} as const;
const TO_YOURSELF = 'For a test to yourself use POST /templates/{id}/test, which needs no consent';

/** Returns the first consent of an address, to a purpose of the text's class, that the gate allows. */
async function consentFor(
  trx: Trx,
  ctx: Context,
  category: TemplateCategory,
  channel: 'sms' | 'email',
  addressBidx: Buffer,
): Promise<{ purpose: Purpose; gate: Asked } | null> {
  const granted = await Consent.query(trx)
    .where({ address_bidx: addressBidx, channel, state: 'granted' })
    .orderBy('created_at');
  for (const { purpose_id: purposeId } of granted) {
    const purpose = await Purpose.query(trx).findById([ctx.tenantId, purposeId]);
    if (!purpose || (classOf(category) ?? purpose.category) !== purpose.category) continue;
    const gate = await askGate(trx, { tenantId: ctx.tenantId, channel, purposeId, addressBidx });
    if (gate.reason === null) return { purpose, gate };
  }
  return null;
}

type About = {
  template: Pick<TemplateRow, 'category' | 'language'>;
  contactId: string | null;
  purpose: Purpose;
  variables: Record<string, unknown>;
};

async function valuesOf(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  messageId: string,
  { template: { category, language }, contactId, purpose, variables }: About,
): Promise<Unwritten['values']> {
  return {
    ...testValues(services.publicUrl, category),
    contact: await contactById(trx, keys, contactId),
    organization: await organizationVariables(trx),
    purpose: { name: purposeNameIn(purpose, language) },
    variables,
    ...optOutLinks(services.publicUrl, keys, { tenantId: ctx.tenantId, messageId }),
    opt_out: optOutWords(language),
  };
}
