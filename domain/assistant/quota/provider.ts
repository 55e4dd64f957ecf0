import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { outgoingUrlFault } from '#lib/outgoing.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { decryptValue, encryptValue } from '../../encryption/personal.ts';
import { mustMatch, type IfMatch } from '../../if-match.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import type { ProviderInput, ProviderKind } from '../contract.ts';

type Row = {
  tenant_id: string;
  id: string;
  kind: ProviderKind;
  base_url: string;
  model: string;
  key_enc: Buffer | null;
  version: number;
};

export type ProviderView = {
  /** Whose model it is; the installation's is set by its operator. */
  source: 'organization' | 'installation';
  kind: ProviderKind | null;
  base_url: string | null;
  model: string | null;
  has_key: boolean;
  /** The model that answers now; null: none is set. */
  answers: { model: string; host: string; stand_in: boolean } | null;
  version: number;
};

type Stored = Omit<ProviderView, 'answers'>;

/** Before an organization has a provider of its own, its version is 0. */
const INSTALLATIONS: Stored = {
  source: 'installation',
  kind: null,
  base_url: null,
  model: null,
  has_key: false,
  version: 0,
};

const stored = (row: Row | undefined): Stored =>
  row
    ? {
        source: 'organization',
        kind: row.kind,
        base_url: row.base_url,
        model: row.model,
        has_key: row.key_enc !== null,
        version: row.version,
      }
    : INSTALLATIONS;

function view(row: Row | undefined, { model }: Pick<Services, 'model'>): ProviderView {
  const answers = row
    ? { model: row.model, host: new URL(row.base_url).host, stand_in: false }
    : model && { model: model.name, host: model.host, stand_in: model.standIn };
  return { ...stored(row), answers: answers ?? null };
}

const aad = ({ tenant_id, id }: Pick<Row, 'tenant_id' | 'id'>) => ({
  tenantId: tenant_id,
  table: 'assistant_providers',
  id,
  column: 'key',
});

const read = (trx: Trx): Promise<Row | undefined> => trx('assistant_providers').first();

/** Returns the organization's provider, without its key. */
export const getProvider = (services: Services, ctx: Context): Promise<ProviderView> =>
  services.db.withTenant(ctx, async (trx) => view(await read(trx), services));

/**
 * Sets the organization's own provider.
 * @throws AppError precondition_failed; invalid (an address in this server's own network, in production; a key that was
 *   given for another address: it would be sent there)
 */
export async function putProvider(
  services: Services,
  ctx: Context,
  { key, ...input }: ProviderInput,
  ifMatch?: IfMatch,
): Promise<ProviderView> {
  const fault = outgoingUrlFault(input.base_url, !services.production);
  if (fault) throw invalidField('base_url', fault);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `assistant-provider:${ctx.tenantId}`,
    ]);
    const before = await read(trx);
    mustMatch('the provider', stored(before), ifMatch);
    if (key === undefined && before?.key_enc && isElsewhere(before, input)) {
      throw invalidField('key', 'must be given again: the stored one is for another address');
    }
    const row = { tenant_id: ctx.tenantId, id: before?.id ?? newId() };
    const key_enc =
      key === undefined ? (before?.key_enc ?? null) : encryptValue(keys, aad(row), key);
    await trx('assistant_providers')
      .insert({ ...row, ...input, key_enc, version: (before?.version ?? 0) + 1 })
      .onConflict(['tenant_id', 'id'])
      .merge(['kind', 'base_url', 'model', 'key_enc', 'version']);
    await recordAudit(trx, ctx, {
      action: 'assistant.provider_updated',
      entityType: 'organization',
      entityId: ctx.tenantId,
      detail: { ...input, key: key === undefined ? 'as before' : key === null ? 'none' : 'new' },
    });
    return view(await read(trx), services);
  });
}

/** Goes back to the installation's provider; the key is deleted. */
export const removeProvider = (services: Services, ctx: Context): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    const removed: number = await trx('assistant_providers').delete();
    if (!removed) return;
    await recordAudit(trx, ctx, {
      action: 'assistant.provider_removed',
      entityType: 'organization',
      entityId: ctx.tenantId,
    });
  });

const isElsewhere = (before: Row, { kind, base_url }: Omit<ProviderInput, 'key'>): boolean =>
  before.kind !== kind || new URL(before.base_url).origin !== new URL(base_url).origin;

/** How to reach a model. */
export type Connection = { kind: ProviderKind; baseUrl: string; key: string; model: string };

/** Returns the organization's own connection with its key; null: the installation's is used. */
export async function ownConnection(trx: Trx, keys: TenantKeys): Promise<Connection | null> {
  const row = await read(trx);
  if (!row) return null;
  return {
    kind: row.kind,
    baseUrl: row.base_url,
    key: decryptValue(keys, aad(row), row.key_enc) ?? '',
    model: row.model,
  };
}

/** Returns the name of the organization's own model; null: the installation's is used. */
export const ownModel = async (trx: Trx): Promise<string | null> =>
  (await read(trx))?.model ?? null;
