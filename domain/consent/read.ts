import { notFound } from '#lib/errors.ts';
import { Consent } from '#models/consent.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../identity/reveal.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { purposeNamed } from './purposes.ts';
import type { ConsentState } from './rules.ts';
import {
  consentView,
  eventView,
  type ConsentRow,
  type ConsentView,
  type EventRow,
} from './view.ts';

export type ConsentFilter = PageRequest & {
  contact_id?: string | undefined;
  channel?: 'sms' | 'email' | undefined;
  purpose?: string | undefined;
  state?: ConsentState | undefined;
  /** The state as we knew it at this moment. */
  as_of?: Date | undefined;
  reveal?: boolean | undefined;
};

/** Consents, the last changed first. @throws AppError invalid (purpose, cursor), forbidden (reveal) */
export async function listConsents(
  services: Services,
  ctx: Context,
  filter: ConsentFilter,
): Promise<Page<ConsentView>> {
  const keys = await services.keyring.keys(ctx);
  if (filter.reveal) assertMayReveal(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const query = trx('consents')
      .join('purposes as p', (on) => {
        on.on('p.tenant_id', 'consents.tenant_id').on('p.id', 'consents.purpose_id');
      })
      .select('consents.*', 'p.key as purpose');
    if (filter.as_of) {
      // What had been recorded by then; what came later, even about earlier, was not known.
      query
        .joinRaw(
          `join lateral (select state_after, source, captured_at, expires_at from consent_events e
             where e.tenant_id = consents.tenant_id and e.consent_id = consents.id and e.recorded_at <= ?
             order by e.seq desc limit 1) e on true`,
          [filter.as_of],
        )
        .select('e.state_after as state', 'e.source', 'e.captured_at', 'e.expires_at');
    } else {
      query
        .leftJoin('consent_events as e', (on) => {
          on.on('e.tenant_id', 'consents.tenant_id').on('e.id', 'consents.last_event_id');
        })
        .select('e.source');
    }
    if (filter.contact_id) query.where('consents.contact_id', filter.contact_id);
    if (filter.channel) query.where('consents.channel', filter.channel);
    if (filter.purpose) {
      query.where('consents.purpose_id', (await purposeNamed(trx, filter.purpose)).id);
    }
    if (filter.state) query.where(filter.as_of ? 'e.state_after' : 'consents.state', filter.state);
    const found = await page<ConsentRow>(query, filter, 'updated_at', 'consents');
    if (filter.reveal && found.data.length) {
      await recordAudit(trx, ctx, {
        action: 'consent.revealed',
        entityType: 'consent',
        entityId: ctx.requestId,
        detail: { ids: found.data.map((c) => c.id) },
      });
    }
    return { ...found, data: found.data.map((c) => consentView(keys, c, filter.reveal)) };
  });
}

/** @throws AppError not_found */
export async function getConsent(
  services: Services,
  ctx: Context,
  id: string,
): Promise<ConsentView> {
  const keys = await services.keyring.keys(ctx);
  const row: ConsentRow | undefined = await services.db.withTenant(ctx, async (trx) =>
    trx('consents as c')
      .join('purposes as p', (on) => {
        on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
      })
      .leftJoin('consent_events as e', (on) => {
        on.on('e.tenant_id', 'c.tenant_id').on('e.id', 'c.last_event_id');
      })
      .where('c.id', id)
      .first('c.*', 'p.key as purpose', 'e.source'),
  );
  if (!row) throw notFound('Consent');
  return consentView(keys, row);
}

/** Everything that happened to a consent, oldest first. @throws AppError not_found, forbidden (reveal) */
export async function consentHistory(
  services: Services,
  ctx: Context,
  id: string,
  reveal: boolean,
): Promise<ReturnType<typeof eventView>[]> {
  if (reveal) assertMayReveal(ctx);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    if (!(await Consent.query(trx).findOne({ id }))) throw notFound('Consent');
    const rows: EventRow[] = await trx('consent_events as e')
      .leftJoin('wordings as w', (on) => {
        on.on('w.tenant_id', 'e.tenant_id').on('w.id', 'e.wording_id');
      })
      .where('e.consent_id', id)
      .orderBy('e.seq')
      .limit(1000)
      .select('e.*', 'w.text as wording', 'w.language');
    if (reveal) {
      await recordAudit(trx, ctx, {
        action: 'consent.revealed',
        entityType: 'consent',
        entityId: id,
      });
    }
    return rows.map((row) => eventView(keys, row, reveal));
  });
}
