import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Consent } from '#models/consent.ts';
import { recordAudit } from '../../audit/record.ts';
import { personOf, theirs, theirsOf } from '../../contacts/person.ts';
import type { Context, Services } from '../../context.ts';
import { refuseAhead } from '../../event-time.ts';
import { viewEach, viewOne, type Marked } from '../../addresses/view-each.ts';
import { assertMayReveal } from '../../reveal.ts';
import { page, type Page, type PageRequest } from '../../paging.ts';
import { personKeysOf } from '../../encryption/person-keys.ts';
import { purposeNamed } from '../../purposes/purposes.ts';
import type { ConsentSource, ConsentState } from '../rules.ts';
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
  /** The source of the last event. */
  source?: ConsentSource | undefined;
  /** The state at this moment. @default known_at, else now */
  as_of?: Date | undefined;
  /** Uses only what was recorded by then. @default as_of */
  known_at?: Date | undefined;
  /** Only consents requested by this public form. */
  form_id?: string | undefined;
  /** With form_id: only where the person confirmed. */
  confirmed?: boolean | undefined;
  /** Only consents that end in this period: from, and before. */
  ends_from?: Date | undefined;
  ends_before?: Date | undefined;
  reveal?: boolean | undefined;
};

/** Lists consents, the last changed first. @throws AppError invalid (purpose, cursor), forbidden (reveal) */
export async function listConsents(
  services: Services,
  ctx: Context,
  filter: ConsentFilter,
): Promise<Page<ConsentView & Marked>> {
  const keys = await services.keyring.keys(ctx);
  if (filter.reveal) assertMayReveal(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    refuseAhead(trx, 'as_of', filter.as_of);
    refuseAhead(trx, 'known_at', filter.known_at);
    const asOf = filter.as_of ?? filter.known_at;
    const query = trx('consents')
      .join('purposes as p', (on) => {
        on.on('p.tenant_id', 'consents.tenant_id').on('p.id', 'consents.purpose_id');
      })
      .select('consents.*', 'p.key as purpose');
    if (asOf) {
      query
        .joinRaw(
          `cross join lateral consents_as_of(array[consents.id], array[?::timestamptz], array[?::timestamptz]) e`,
          [asOf, filter.known_at ?? asOf],
        )
        .select('e.state', 'e.source', 'e.captured_at', 'e.expires_at')
        .select(
          trx.raw(
            `(select x.source_stated from consent_events x where x.tenant_id = consents.tenant_id and x.id = e.event_id) as source_stated`,
          ),
        );
    } else {
      query
        .leftJoin('consent_events as e', (on) => {
          on.on('e.tenant_id', 'consents.tenant_id').on('e.id', 'consents.last_event_id');
        })
        .select('e.source', 'e.source_stated');
    }
    if (filter.contact_id) {
      query.whereRaw(theirs('consents'), theirsOf(await personOf(trx, filter.contact_id)));
    }
    if (filter.channel) query.where('consents.channel', filter.channel);
    if (filter.purpose) {
      query.where('consents.purpose_id', (await purposeNamed(trx, filter.purpose)).id);
    }
    if (filter.state && asOf) query.where('e.state', filter.state);
    else if (filter.state) inState(query, filter.state);
    if (filter.source) query.where('e.source', filter.source);
    const ends = asOf ? 'e.expires_at' : 'consents.expires_at';
    if (filter.ends_from) query.where(ends, '>=', filter.ends_from);
    if (filter.ends_before) query.where(ends, '<', filter.ends_before);
    if (filter.form_id) {
      query.whereRaw(
        `consents.id in (select vc.consent_id from form_submissions s
           join verifications v on v.tenant_id = s.tenant_id and v.id = s.verification_id
           join verification_consents vc on vc.tenant_id = v.tenant_id and vc.verification_id = v.id
           where s.form_id = ? and (v.status = 'approved' or not ?))`,
        [filter.form_id, filter.confirmed === true],
      );
    }
    const found = await page<ConsentRow>(query, filter, 'updated_at', 'consents');
    if (filter.reveal && found.data.length) {
      await recordAudit(trx, ctx, {
        action: 'consent.revealed',
        entityType: 'consent',
        entityId: ctx.requestId,
        detail: { ids: found.data.map((c) => c.id) },
      });
    }
    return {
      ...found,
      data: viewEach(keys, found.data, (open, c) =>
        consentView(open, c, timeOf(trx), filter.reveal),
      ),
    };
  });
}

/** Filters by state as the view shows it: a grant past its end is expired, also before its event is written. */
function inState(query: Knex.QueryBuilder, state: ConsentState): void {
  if (state === 'granted') {
    query.where('consents.state', state).whereRaw('(consents.expires_at > now()) is not false');
  } else if (state === 'expired') {
    query.whereRaw(
      `(consents.state = 'expired' or consents.state = 'granted' and consents.expires_at <= now())`,
    );
  } else query.where('consents.state', state);
}

/** Returns one consent, its address masked. @throws AppError not_found */
export async function getConsent(
  services: Services,
  ctx: Context,
  id: string,
): Promise<ConsentView & Marked> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row: ConsentRow | undefined = await trx('consents as c')
      .join('purposes as p', (on) => {
        on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
      })
      .leftJoin('consent_events as e', (on) => {
        on.on('e.tenant_id', 'c.tenant_id').on('e.id', 'c.last_event_id');
      })
      .where('c.id', id)
      .first('c.*', 'p.key as purpose', 'e.source', 'e.source_stated');
    if (!row) throw notFound('Consent');
    return viewOne(keys, row, (open, one) => consentView(open, one, timeOf(trx)));
  });
}

/** Returns the history of a consent, oldest first. @throws AppError not_found, forbidden (reveal) */
export async function consentHistory(
  services: Services,
  ctx: Context,
  id: string,
  reveal: boolean,
): Promise<(ReturnType<typeof eventView> & Marked)[]> {
  if (reveal) assertMayReveal(ctx);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    if (!(await Consent.query(trx).findOne({ id }))) throw notFound('Consent');
    const rows = await eventsOf(trx, id);
    if (reveal) {
      await recordAudit(trx, ctx, {
        action: 'consent.revealed',
        entityType: 'consent',
        entityId: id,
      });
    }
    const encrypted = rows.flatMap((row) => [row.ip_enc, row.user_agent_enc, row.evidence_enc]);
    const persons = await personKeysOf(trx, keys, encrypted);
    return viewEach(keys, rows, (open, row) => eventView(open, persons, row, reveal));
  });
}

/** Returns at most 1,000 events of a consent, oldest first, with the wording and the privacy notice the person saw. */
export const eventsOf = (trx: Trx, consentId: string): Promise<EventRow[]> =>
  trx('consent_events as e')
    .leftJoin('wordings as w', (on) => {
      on.on('w.tenant_id', 'e.tenant_id').on('w.id', 'e.wording_id');
    })
    .where('e.consent_id', consentId)
    .orderBy('e.seq')
    .limit(1000)
    .leftJoin('wordings as n', (on) => {
      on.on('n.tenant_id', 'e.tenant_id').on('n.id', 'e.notice_id');
    })
    .select(
      'e.*',
      'w.text as wording',
      'w.language',
      trx.raw(`encode(w.sha256, 'hex') as wording_sha256`),
      trx.raw(`encode(n.sha256, 'hex') as notice_sha256`),
      trx.raw(`(select max(v.version) from wording_versions v where v.tenant_id = e.tenant_id
        and v.kind = 'notice' and v.wording_id = e.notice_id and v.created_at <= e.recorded_at) as notice_version`),
    );
