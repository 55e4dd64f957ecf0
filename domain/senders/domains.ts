import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Trx } from '#lib/db.ts';
import { conflict, invalidField, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { domainOf } from '#lib/mailbox.ts';
import { recordAudit } from '../audit/record.ts';
import { spellEmail } from '../addresses/spell-email.ts';
import type { Context, Services } from '../context.ts';
import { encryptValue } from '../encryption/personal.ts';
import type { NewSendingDomain } from './contract.ts';
import { neverProved } from './never-proved.ts';
import { shownRecords, type Installation } from './records.ts';
import { keyAad, type SendingDomainRow } from './row.ts';
import { readSender } from './settings.ts';

/** The maximum of domains per organisation. It limits the daily DNS look-ups. */
const MOST = 20;

const pair = promisify(generateKeyPair);

/** Returns the API view of a sending domain, with its DNS records. */
export const sendingDomainView = (row: SendingDomainRow, installation: Installation) => ({
  id: row.id,
  domain: row.domain,
  selector: row.selector,
  proved: row.proved_at !== null,
  proved_at: row.proved_at,
  proved_by: row.proved_by,
  signed: row.proved_at !== null && row.dkim_found_at !== null,
  checked_at: row.checked_at,
  records: shownRecords(row, installation),
  created_at: row.created_at,
});
export type SendingDomainView = ReturnType<typeof sendingDomainView>;

/** Lists sending domains, by name. */
export const listSendingDomains = (
  services: Services,
  ctx: Context,
): Promise<SendingDomainView[]> =>
  services.db.withTenant(ctx, async (trx) => {
    const rows: SendingDomainRow[] = await trx('sending_domains').orderBy('domain');
    return rows.map((row) => sendingDomainView(row, services.mail));
  });

/** Returns one sending domain. @throws AppError not_found */
export const getSendingDomain = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<SendingDomainView> =>
  services.db.withTenant(ctx, async (trx) =>
    sendingDomainView(await loadSendingDomain(trx, id), services.mail),
  );

/** Reads the row of a sending domain. @throws AppError not_found */
export async function loadSendingDomain(trx: Trx, id: string): Promise<SendingDomainRow> {
  const row: SendingDomainRow | undefined = await trx('sending_domains').where({ id }).first();
  if (!row) throw notFound('Sending domain');
  return row;
}

/** Adds a domain with its own key (RSA 2048). @throws AppError invalid, conflict (exists already, too many) */
export async function addSendingDomain(
  services: Services,
  ctx: Context,
  input: NewSendingDomain,
): Promise<SendingDomainView> {
  const id = ctx.resourceId ?? newId();
  const domain = spelledDomain(input.domain);
  const keys = await services.keyring.keys(ctx);
  const { publicKey, privateKey } = await pair('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await services.db.withTenant(ctx, async (trx) => {
    await trx.raw(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [
      `domains:${ctx.tenantId}`,
    ]);
    const known: { id: string; domain: string }[] = await trx('sending_domains').select(
      'id',
      'domain',
    );
    if (known.some((one) => one.id === id)) return;
    if (known.some((one) => one.domain === domain)) throw conflict(`${domain} is there already`);
    if (known.length >= MOST)
      throw conflict(`There are ${MOST} sending domains already; remove one`);
    await trx('sending_domains').insert({
      tenant_id: ctx.tenantId,
      id,
      domain,
      // A new selector for each key, so that old and new signatures can both be verified.
      selector: `assent-${randomBytes(4).toString('hex')}`,
      public_key: publicKey.toString('base64'),
      dkim_key_enc: encryptValue(keys, keyAad({ tenant_id: ctx.tenantId, id }), privateKey),
      ownership_token: randomBytes(20).toString('hex'),
    });
    await recordAudit(trx, ctx, {
      action: 'sending_domain.added',
      entityType: 'sending_domain',
      entityId: id,
      detail: { domain },
    });
  });
  return getSendingDomain(services, ctx, id);
}

/** Removes a domain. @throws AppError not_found, conflict (it is the sender's domain) */
export const removeSendingDomain = (services: Services, ctx: Context, id: string): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    const { domain } = await loadSendingDomain(trx, id);
    const { sender } = await readSender(trx);
    if (sender.email !== null && domainOf(sender.email) === domain) {
      throw conflict('Your mails come from this domain; choose another sender first');
    }
    await trx('sending_domains').where({ id }).delete();
    await recordAudit(trx, ctx, {
      action: 'sending_domain.removed',
      entityType: 'sending_domain',
      entityId: id,
      detail: { domain },
    });
  });

function spelledDomain(raw: string): string {
  const found = spellEmail(`box@${raw}`);
  if ('problem' in found || raw.includes('@')) {
    throw invalidField('domain', 'must be a domain such as shop.example');
  }
  const domain = domainOf(found.address);
  const why = neverProved(domain);
  if (why !== null) throw invalidField('domain', why);
  return domain;
}
