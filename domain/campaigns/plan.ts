import type { Purpose } from '#models/purpose.ts';
import type { PurposeName } from '../purposes/purpose-words.ts';
import type { Context, Services } from '../context.ts';
import type { TemplateSource, TemplateVariables } from '../templates/contract.ts';
import { categoryFor } from '../templates/values.contract.ts';
import { organizationVariables } from '../templates/variables.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { loadCampaign } from './read.ts';
import { approvedSource, approvedTexts } from './texts.ts';

/** What all messages of a campaign share, read once per lane. */
export type SendPlan = {
  campaignId: string;
  purposeId: string;
  channel: 'sms' | 'email';
  marketing: boolean;
  people: number;
  /** The approved texts by version id: one for each language. */
  texts: ReadonlyMap<string, TemplateSource>;
  organization: NonNullable<TemplateVariables['organization']>;
  purpose: PurposeName;
  /** The campaign's own values. */
  variables: Record<string, unknown>;
  publicUrl: string;
  keys: TenantKeys;
};

/** Reads the plan of a campaign. @throws AppError not_found */
export async function loadSendPlan(
  services: Services,
  ctx: Context,
  campaignId: string,
): Promise<SendPlan> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row = await loadCampaign(trx, campaignId);
    const purpose: PurposeName & Pick<Purpose, 'category'> = await trx('purposes')
      .where({ id: row.purpose_id })
      .first('name', 'language', 'translations', 'category');
    const category = categoryFor(purpose);
    const { rows } = await trx.raw<{ rows: { people: number }[] }>(
      'select coalesce(max(ordinal), 0) as people from messages where campaign_id = ?',
      [campaignId],
    );
    const texts = await approvedTexts(trx, row.template_version_id ?? '');
    return {
      campaignId,
      purposeId: row.purpose_id,
      channel: row.channel,
      marketing: category === 'promotional',
      people: rows[0]?.people ?? 0,
      texts: new Map(texts.map((text) => [text.id, approvedSource(text, row.channel, category)])),
      organization: await organizationVariables(trx),
      purpose,
      variables: row.variables,
      publicUrl: services.publicUrl,
      keys,
    };
  });
}
