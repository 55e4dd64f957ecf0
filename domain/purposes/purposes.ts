import { isDeepStrictEqual } from 'node:util';
import type { Trx } from '#lib/db.ts';
import { inUse, invalidField, notFound, type FieldError } from '#lib/errors.ts';
import { isId, newId } from '#lib/ids.ts';
import { Purpose } from '#models/purpose.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';

/** Returns a purpose by its key or id. @throws AppError invalid (field `purpose`) */
export async function purposeNamed(trx: Trx, ref: string, field = 'purpose'): Promise<Purpose> {
  const found = await Purpose.query(trx).findOne(isId(ref) ? { id: ref } : { key: ref });
  if (!found) throw invalidField(field, 'is not one of your purposes');
  return found;
}

/** A requested purpose, with the wording beside its box. */
export type AskedPurpose = { purpose: Purpose; wording: string };

/**
 * Returns the purposes of a request: one with its wording, or several.
 * @throws AppError invalid for an unknown or repeated purpose
 */
export async function purposesNamed(
  trx: Trx,
  input: {
    purpose?: string | undefined;
    wording?: string | undefined;
    purposes?: readonly { purpose: string; wording: string }[] | undefined;
  },
): Promise<AskedPurpose[]> {
  const wanted = input.purposes ?? [{ purpose: input.purpose ?? '', wording: input.wording ?? '' }];
  const asked: AskedPurpose[] = [];
  for (const [i, { purpose: ref, wording }] of wanted.entries()) {
    const field = input.purposes ? `purposes.${i}.purpose` : 'purpose';
    const purpose = await purposeNamed(trx, ref, field);
    if (asked.some((one) => one.purpose.id === purpose.id)) {
      throw invalidField(field, 'occurs twice');
    }
    asked.push({ purpose, wording });
  }
  return asked;
}

/** Returns when a grant expires; null: it lasts until it is withdrawn. */
export const endOf = (
  purpose: Pick<Purpose, 'expires_after_days'>,
  capturedAt: Date,
): Date | null =>
  purpose.expires_after_days
    ? new Date(capturedAt.getTime() + purpose.expires_after_days * 86_400_000)
    : null;

/** Lists at most 200 purposes, oldest first; a tenant has only a few. */
export const listPurposes = (services: Services, ctx: Context): Promise<Purpose[]> =>
  services.db.withTenant(ctx, async (trx) => Purpose.query(trx).orderBy('created_at').limit(200));

export type PurposeWords = Pick<
  Purpose,
  'name' | 'description' | 'language' | 'translations' | 'expires_after_days' | 'renew_before_days'
>;
/** If `language` is omitted, name and description are in the organisation's language. */
export type NewPurpose = Pick<Purpose, 'key' | 'category'> &
  Omit<PurposeWords, 'language' | 'translations'> & {
    language?: string | undefined;
    translations?: PurposeWords['translations'];
  };

/** Creates a purpose. @throws AppError conflict when the key is taken, invalid (renew_before_days, translations) */
export async function createPurpose(
  services: Services,
  ctx: Context,
  input: NewPurpose,
): Promise<Purpose> {
  assertRenewal(input);
  return services.db.withTenant(ctx, async (trx) => {
    const tenant: { locale: string } = await trx('tenants').first('locale');
    const words = {
      ...input,
      language: input.language ?? tenant.locale,
      translations: input.translations ?? {},
    };
    assertTranslations(words);
    if (await Purpose.query(trx).findOne({ key: input.key })) {
      throw inUse('key', 'There is already a purpose with this key');
    }
    const made = await Purpose.query(trx)
      .insert({ tenant_id: ctx.tenantId, id: ctx.resourceId ?? newId(), ...words })
      .returning('*');
    await keepPurposeVersions(trx, ctx.actor.id);
    await recordAudit(trx, ctx, {
      action: 'purpose.created',
      entityType: 'purpose',
      entityId: made.id,
    });
    return made;
  });
}

/**
 * Changes the texts and periods of a purpose, as its next version. Old versions stay readable for the consents that
 * rely on them. Key and category never change, since people consented to them.
 * @throws AppError not_found, invalid (renew_before_days, translations)
 */
export async function updatePurpose(
  services: Services,
  ctx: Context,
  id: string,
  patch: Partial<PurposeWords>,
): Promise<Purpose> {
  return services.db.withTenant(ctx, async (trx) => {
    const before = await Purpose.query(trx).findOne({ id }).forUpdate();
    if (!before) throw notFound('Purpose');
    assertRenewal({ ...before, ...patch });
    assertTranslations({ ...before, ...patch });
    const changed = Object.entries(patch).filter(
      ([field, value]) =>
        !isDeepStrictEqual(Object.entries(before).find(([key]) => key === field)?.[1], value),
    );
    if (!changed.length) return before;
    const fields = changed.map(([field]) => field);
    await Purpose.query(trx)
      .where({ id })
      .patch({ ...Object.fromEntries(changed), version: before.version + 1 });
    await keepPurposeVersions(trx, ctx.actor.id);
    await recordAudit(trx, ctx, {
      action: 'purpose.updated',
      entityType: 'purpose',
      entityId: id,
      detail: { fields, version: before.version + 1 },
    });
    return Purpose.query(trx).findOne({ id }).throwIfNotFound();
  });
}

export type PurposeVersion = PurposeWords & { version: number; created_at: Date };

/** Returns the versions of a purpose, the current one first. @throws AppError not_found */
export const purposeVersions = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<PurposeVersion[]> =>
  services.db.withTenant(ctx, async (trx) => {
    if (!(await Purpose.query(trx).findOne({ id }))) throw notFound('Purpose');
    return trx('purpose_versions')
      .where({ purpose_id: id })
      .orderBy('version', 'desc')
      .limit(200)
      .select(
        'version',
        'name',
        'description',
        'language',
        'translations',
        'expires_after_days',
        'renew_before_days',
        'created_at',
      );
  });

/** Stores the current texts of all changed purposes as permanent versions. */
export const keepPurposeVersions = (trx: Trx, by: string | null): Promise<unknown> =>
  trx.raw(
    `insert into purpose_versions (tenant_id, purpose_id, version, name, description, language, translations,
       expires_after_days, renew_before_days, created_by)
     select tenant_id, id, version, name, description, language, translations, expires_after_days,
       renew_before_days, ?
     from purposes on conflict do nothing`,
    [by],
  );

/** Refuses a translation into the language of `name`, which would never be used. */
function assertTranslations({
  language,
  translations,
}: Pick<PurposeWords, 'language' | 'translations'>): void {
  if (Object.keys(translations).some((one) => one.toLowerCase() === language.toLowerCase())) {
    throw invalidField('translations', `has ${language}, the language of name and description`);
  }
}

type Periods = Partial<Pick<PurposeWords, 'expires_after_days' | 'renew_before_days'>>;

/** Returns what is wrong with the time to ask again; null if nothing is. */
function renewalFault({
  expires_after_days: ends,
  renew_before_days: ask,
}: Periods): string | null {
  if (ask === null || ask === undefined) return null;
  if (!ends) return 'needs an end: say after how many days consent ends';
  return ask >= ends ? 'must be less than the days after which consent ends' : null;
}

function assertRenewal(words: Periods): void {
  const fault = renewalFault(words);
  if (fault !== null) throw invalidField('renew_before_days', fault);
}

/** Returns what a purpose would be refused for, once both periods are known. */
export function purposeFaults(words: Periods): FieldError[] {
  const fault = words.expires_after_days === undefined ? null : renewalFault(words);
  return fault === null ? [] : [{ path: 'renew_before_days', message: fault }];
}
