import type { Trx } from '#lib/db.ts';
import { conflict, invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '../audit/record.ts';
import { loadCampaign } from '../campaigns/read.ts';
import { approvedSource, approvedTexts } from '../campaigns/texts.ts';
import type { Channel } from '../addresses/address.ts';
import { purposeNameIn } from '../purposes/purpose-words.ts';
import { purposeNamed } from '../purposes/purposes.ts';
import type { Context, Services } from '../context.ts';
import { countShared } from '../limits/shared.ts';
import type { Rendered, TemplateSource, TemplateVariables } from '../templates/contract.ts';
import { optOutWords } from '../templates/provided/sms.ts';
import { mustHaveNoBraces } from '../templates/braces-in-values.ts';
import { loadTemplate } from '../templates/read.ts';
import { compileTemplate } from '../templates/render.ts';
import { markedTest, testValues } from '../templates/tests.ts';
import { categoryFor } from '../templates/values.contract.ts';
import { organizationVariables } from '../templates/variables.ts';
import { sourceOf } from '../templates/view.ts';
import { encryptValue } from '../encryption/personal.ts';
import { ownAddress } from './addresses.ts';
import type { Member } from './contract.ts';
import { contentAad, testView, type TestRow, type TestView } from './row.ts';

const HOUR = 3_600_000;
/** Enough for writing a text; not enough to bother anybody. */
const MOST = [{ windowMs: HOUR, hits: 30 }];

export type TestOf = {
  language?: string | undefined;
  variables?: Record<string, unknown> | undefined;
};

/**
 * Sends a member a template in its current state, with sample values where none are given. It is not a message of the
 * ledger: it is not counted, its links are not tracked, and it needs no consent, since it goes to nobody else.
 * @throws AppError not_found, conflict (archived; an unproved address), invalid (text), rate_limited
 */
export const testTemplate = (
  services: Services,
  ctx: Context,
  member: Member,
  id: string,
  { language, variables }: TestOf,
): Promise<TestView> =>
  send(services, ctx, member, { template_id: id }, async (trx) => {
    const template = await loadTemplate(trx, id);
    if (template.archived_at) throw conflict('This template is archived');
    const text = template.texts.find((one) => one.language === (language ?? template.language));
    if (!text) throw invalidField('language', 'is not a language of this template');
    return { source: sourceOf({ ...template, ...text }), values: { variables: variables ?? {} } };
  });

/** Sends a campaign's message, as approved or in its current state, with the campaign's own values. */
export const testCampaign = (
  services: Services,
  ctx: Context,
  member: Member,
  id: string,
  { language }: Pick<TestOf, 'language'>,
): Promise<TestView> =>
  send(services, ctx, member, { campaign_id: id }, async (trx) => {
    const campaign = await loadCampaign(trx, id);
    if (!campaign.template_id) throw conflict('The campaign has no message yet; choose one first');
    const purpose = await purposeNamed(trx, campaign.purpose_id);
    const category = categoryFor(purpose);
    const template = await loadTemplate(trx, campaign.template_id);
    const version = campaign.template_version_id ?? template.version_id;
    const texts = await approvedTexts(trx, version);
    const main = texts.find((one) => one.id === version)?.language;
    const text = texts.find((one) => one.language === (language ?? main));
    if (!text) throw invalidField('language', 'is not a language of this campaign’s message');
    return {
      source: approvedSource(text, campaign.channel, category),
      values: {
        variables: campaign.variables,
        purpose: { name: purposeNameIn(purpose, text.language) },
      },
    };
  });

type About = { template_id: string } | { campaign_id: string };
type Words = { source: TemplateSource; values: TemplateVariables };

async function send(
  services: Services,
  ctx: Context,
  member: Member,
  about: About,
  words: (trx: Trx) => Promise<Words>,
): Promise<TestView> {
  const id = ctx.resourceId ?? newId();
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const known: TestRow | undefined = await trx('test_messages').where({ id }).first();
    if (known) return testView(known);
    const { source, values } = await words(trx);
    const { channel } = source;
    const to = await ownAddress(trx, keys, member, channel);
    if (!to.proved || to.address === null) throw conflict(NOT_PROVED[channel]);
    await countShared(trx, keys, [
      {
        what: 'test-message',
        value: `${ctx.tenantId}\0${member.id}`,
        limits: MOST,
        message: 'You have sent yourself many tests in the last hour; wait before the next',
      },
    ]);
    const rendered = markedTest(await filled(trx, services, source, values));
    const content = JSON.stringify({ ...rendered, to: to.address });
    const aad = contentAad({ tenant_id: ctx.tenantId, id });
    const [row] = await trx('test_messages')
      .insert({
        tenant_id: ctx.tenantId,
        id,
        user_id: member.id,
        channel,
        ...about,
        content_enc: encryptValue(keys, aad, content),
      })
      .returning('*');
    const { kind, entityId } =
      'campaign_id' in about
        ? { kind: 'campaign' as const, entityId: about.campaign_id }
        : { kind: 'template' as const, entityId: about.template_id };
    await recordAudit(trx, ctx, {
      action: `${kind}.test_sent`,
      entityType: kind,
      entityId,
      detail: { channel, member_id: member.id },
    });
    await trx.raw(`select pg_notify('outbox', '')`);
    return testView(row);
  });
}

const NOT_PROVED: Record<Channel, string> = {
  email: 'Prove the e-mail address of your account first: tests go to members’ own addresses only',
  sms: 'Prove a phone number of your own first: tests go to members’ own numbers only',
};

async function filled(
  trx: Trx,
  { publicUrl }: Services,
  source: TemplateSource,
  values: TemplateVariables,
): Promise<Rendered> {
  mustHaveNoBraces(source, values.variables ?? {});
  return compileTemplate(source).render(
    {
      ...testValues(publicUrl, source.category),
      ...values,
      organization: await organizationVariables(trx),
      opt_out: optOutWords(source.language),
    },
    { allowMissing: true },
  );
}
