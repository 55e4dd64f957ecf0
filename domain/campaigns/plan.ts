import type { Trx } from '#lib/db.ts';
import type { Purpose } from '#models/purpose.ts';
import type { PurposeName } from '../purposes/purpose-words.ts';
import type { Context, Services } from '../context.ts';
import type { TemplateSource, TemplateVariables } from '../templates/contract.ts';
import { categoryFor } from '../templates/values.contract.ts';
import { organizationVariables } from '../templates/variables.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { loadCampaign } from './read.ts';
import { approvedSource, approvedTexts } from './texts.ts';
import type { CampaignRow } from './view.ts';

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
  /** Names of the purpose: as the campaign began, and of each version that people may have agreed to. */
  purpose: { approved: PurposeName; versions: ReadonlyMap<number, PurposeName> };
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
    const purpose: Pick<Purpose, 'category'> = await trx('purposes')
      .where({ id: row.purpose_id })
      .first('category');
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
      purpose: await namesOf(trx, row),
      variables: row.variables,
      publicUrl: services.publicUrl,
      keys,
    };
  });
}

type Version = PurposeName & { version: number; created_at: Date };

/**
 * A footer names the purpose in the version that its reader agreed to. Names are read once; only a purpose that had
 * several costs one more look at an index for each recipient.
 */
async function namesOf(
  trx: Trx,
  { purpose_id, audience_frozen_at: began }: Pick<CampaignRow, 'purpose_id' | 'audience_frozen_at'>,
): Promise<SendPlan['purpose']> {
  const versions: Version[] = await trx('purpose_versions')
    .where({ purpose_id })
    .orderBy('version')
    .select('version', 'name', 'language', 'translations', 'created_at');
  const approved = versions.findLast((one) => !began || one.created_at <= began) ?? versions[0];
  if (!approved) throw new Error('a purpose has no version');
  return { approved, versions: new Map(versions.map((one) => [one.version, one])) };
}
