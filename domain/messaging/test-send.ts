import type { Trx } from '#lib/db.ts';
import { conflict, invalidField, isKind } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { Consent } from '#models/consent.ts';
import { Message } from '#models/message.ts';
import { personAt } from '../addresses/by-channel.ts';
import { findAddress } from '../contacts/resolve-contact.ts';
import type { Context, Services } from '../context.ts';
import { optOutWords } from '../templates/provided/sms.ts';
import { loadTemplate } from '../templates/read.ts';
import { compileTemplate } from '../templates/render.ts';
import { sampleOf } from '../templates/sample.ts';
import { organizationVariables } from '../templates/variables.ts';
import { sourceOf } from '../templates/view.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { optOutLinks } from '../signed-links/links.ts';
import { askGate, type Asked } from './ask-gate.ts';
import type { Content } from './content.ts';
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
 * Sends a template to an address that has consented to anything on its channel, with sample values where none are
 * given. Only members can get a test without consent; anybody else opts in first.
 * @throws AppError not_found, invalid (address, text), conflict (no consent of this address)
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
    const allowed = await anyConsent(trx, ctx, channel, person.addressBidx);
    if (!allowed) {
      throw conflict(
        'This address has not consented to any message on this channel. For a test to yourself use POST /templates/{id}/test, which needs no consent',
      );
    }
    await placeMessage(trx, ctx, keys, {
      id,
      channel,
      purposeId: allowed.purposeId,
      contactId: person.contactId,
      addressBidx: person.addressBidx,
      templateVersionId: template.version_id,
      content: {
        ...(await words(trx, services, ctx, keys, id, template, input)),
        to: person.address,
      },
      gate: allowed.gate,
      outcome: 'sending',
      detail: { test: true },
    });
  });
  return getMessage(services, ctx, id, false);
}

/** Returns the first consent of an address that the gate allows. */
async function anyConsent(
  trx: Trx,
  ctx: Context,
  channel: 'sms' | 'email',
  addressBidx: Buffer,
): Promise<{ purposeId: string; gate: Asked } | null> {
  const granted = await Consent.query(trx)
    .where({ address_bidx: addressBidx, channel, state: 'granted' })
    .orderBy('created_at');
  for (const { purpose_id: purposeId } of granted) {
    const gate = await askGate(trx, { tenantId: ctx.tenantId, channel, purposeId, addressBidx });
    if (gate.reason === null) return { purposeId, gate };
  }
  return null;
}

async function words(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  id: string,
  template: Awaited<ReturnType<typeof loadTemplate>>,
  input: TestSend,
): Promise<Omit<Content, 'to'>> {
  const source = sourceOf(template);
  const rendered = compileTemplate(source).render(
    {
      ...sampleOf(source.category),
      organization: await organizationVariables(trx),
      variables: input.variables ?? {},
      ...optOutLinks(services.publicUrl, keys, { tenantId: ctx.tenantId, messageId: id }),
      opt_out: optOutWords(source.language),
    },
    { allowMissing: true },
  );
  return { ...rendered, ...(rendered.subject ? { subject: `[Test] ${rendered.subject}` } : {}) };
}
