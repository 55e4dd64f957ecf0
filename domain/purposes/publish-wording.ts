import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { purposeNamed } from './purposes.ts';
import { keepWording } from './wordings.ts';

/** Identifies a wording beside a box (for a purpose and channel), or a privacy notice, in one language. */
export type WordingKey =
  | { kind: 'consent'; purpose: string; channel: 'sms' | 'email'; language: string }
  | { kind: 'notice'; language: string };

/** A published version: people see it until the next one. */
export type WordingVersion = {
  id: string;
  kind: 'consent' | 'notice';
  purpose: string | null;
  channel: 'sms' | 'email' | null;
  language: string;
  version: number;
  text: string;
  /** SHA-256 of the text, hex; appears in receipts and exports. */
  sha256: string;
  /** Whether it is shown now. */
  in_force: boolean;
  created_at: Date;
};

/**
 * Publishes a text as the next version. Publishing the same text again changes nothing.
 * @throws AppError invalid (purpose)
 */
export async function publishWording(
  services: Services,
  ctx: Context,
  input: WordingKey & { text: string },
): Promise<WordingVersion> {
  return services.db.withTenant(ctx, async (trx) => {
    const purposeId = input.kind === 'consent' ? (await purposeNamed(trx, input.purpose)).id : null;
    const channel = input.kind === 'consent' ? input.channel : null;
    const { kind, language } = input;
    // Concurrent publications wait for each other, so that each version has one successor.
    await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `wording:${ctx.tenantId}:${kind}:${purposeId}:${channel}:${language}`,
    ]);
    const wordingId = await keepWording(trx, ctx, input.text, language);
    const key = { kind, purpose_id: purposeId, channel, language };
    const last: { id: string; version: number; wording_id: string } | undefined = await trx(
      'wording_versions',
    )
      .where(key)
      .orderBy('version', 'desc')
      .first('id', 'version', 'wording_id');
    if (last?.wording_id === wordingId) return one(trx, last.id);
    const id = ctx.resourceId ?? newId();
    const version = (last?.version ?? 0) + 1;
    await trx('wording_versions').insert({
      tenant_id: ctx.tenantId,
      id,
      ...key,
      version,
      wording_id: wordingId,
      created_by: ctx.actor.id,
    });
    await recordAudit(trx, ctx, {
      action: 'wording.published',
      entityType: 'wording',
      entityId: id,
      detail: { ...key, version, wording_id: wordingId },
    });
    return one(trx, id);
  });
}

export type WordingFilter = PageRequest & {
  kind?: 'consent' | 'notice' | undefined;
  purpose?: string | undefined;
  channel?: 'sms' | 'email' | undefined;
  language?: string | undefined;
  in_force?: boolean | undefined;
};

/** Lists published texts, the newest first. @throws AppError invalid (purpose, cursor) */
export async function listWordings(
  services: Services,
  ctx: Context,
  filter: WordingFilter,
): Promise<Page<WordingVersion>> {
  return services.db.withTenant(ctx, async (trx) => {
    const query = published(trx);
    if (filter.kind) query.where('v.kind', filter.kind);
    if (filter.channel) query.where('v.channel', filter.channel);
    if (filter.language) query.where('v.language', filter.language);
    if (filter.purpose) query.where('v.purpose_id', (await purposeNamed(trx, filter.purpose)).id);
    if (filter.in_force !== undefined) query.whereRaw(`${LAST} = ?`, [filter.in_force]);
    return page<WordingVersion>(query, filter, 'created_at', 'v');
  });
}

/** Returns one published version. @throws AppError not_found */
export const getWording = (services: Services, ctx: Context, id: string): Promise<WordingVersion> =>
  services.db.withTenant(ctx, (trx) => one(trx, id));

async function one(trx: Trx, id: string): Promise<WordingVersion> {
  const row: WordingVersion | undefined = await published(trx).where('v.id', id).first();
  if (!row) throw notFound('Wording');
  return row;
}

const LAST = `not exists (select from wording_versions n where n.tenant_id = v.tenant_id and n.kind = v.kind
  and n.purpose_id is not distinct from v.purpose_id and n.channel is not distinct from v.channel
  and n.language = v.language and n.version > v.version)`;

const published = (trx: Trx) =>
  trx('wording_versions as v')
    .join('wordings as w', (on) => {
      on.on('w.tenant_id', 'v.tenant_id').on('w.id', 'v.wording_id');
    })
    .leftJoin('purposes as p', (on) => {
      on.on('p.tenant_id', 'v.tenant_id').on('p.id', 'v.purpose_id');
    })
    .select(
      'v.id',
      'v.kind',
      'p.key as purpose',
      'v.channel',
      'v.language',
      'v.version',
      'w.text',
      trx.raw(`encode(w.sha256, 'hex') as sha256`),
      trx.raw(`${LAST} as in_force`),
      'v.created_at',
    );
