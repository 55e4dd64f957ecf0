import type { z } from 'zod';
import type { AddressGone } from '../../addresses/absent.contract.ts';
import { addressAbsent } from '../../addresses/absent.ts';
import { viewEach, type Marked } from '../../addresses/view-each.ts';
import type { Context, Services } from '../../context.ts';
import { page, type Page, type PageRequest } from '../../paging.ts';
import type { Period } from '../../period.contract.ts';
import { momentsOf, within } from '../../period.ts';
import { maskedConsentAddress } from '../consent-address.ts';
import type { eventAction } from '../contract.ts';
import { purposeNamed } from '../../purposes/purposes.ts';
import type { ConsentSource, ConsentState } from '../rules.ts';

export type EventFilter = PageRequest &
  Period & {
    action?: z.output<typeof eventAction> | undefined;
    source?: ConsentSource | undefined;
    channel?: 'sms' | 'email' | undefined;
    purpose?: string | undefined;
  };

type ActRow = {
  id: string;
  tenant_id: string;
  consent_id: string;
  action: string;
  state_after: ConsentState;
  source: string;
  source_stated: boolean;
  channel: 'sms' | 'email';
  purpose: string;
  address_enc: Buffer | null;
  address_gone: AddressGone | null;
  actor_type: string;
  actor_id: string | null;
  captured_at: Date;
  recorded_at: Date;
};

/**
 * Lists events of all consents, the last recorded first, with masked addresses. @throws AppError invalid (purpose,
 * cursor)
 */
export async function listConsentEvents(
  services: Services,
  ctx: Context,
  filter: EventFilter,
): Promise<Page<ReturnType<typeof actView> & Marked>> {
  const keys = await services.keyring.keys(ctx);
  const { action, source, channel, purpose, limit, cursor, ...period } = filter;
  return services.db.withTenant(ctx, async (trx) => {
    const query = trx('consent_events')
      .join('consents as c', (on) => {
        on.on('c.tenant_id', 'consent_events.tenant_id').on('c.id', 'consent_events.consent_id');
      })
      .join('purposes as p', (on) => {
        on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
      })
      .select(
        'consent_events.*',
        'c.channel',
        'c.address_enc',
        'c.address_gone',
        'p.key as purpose',
      );
    if (action === 'confirm') {
      query.where('consent_events.action', 'grant').whereNotNull('consent_events.verification_id');
    } else if (action) query.where('consent_events.action', action);
    if (source) query.where('consent_events.source', source);
    if (channel) query.where('c.channel', channel);
    if (purpose) query.where('c.purpose_id', (await purposeNamed(trx, purpose)).id);
    within(query, 'consent_events.recorded_at', await momentsOf(trx, period));
    const found = await page<ActRow>(query, { limit, cursor }, 'recorded_at', 'consent_events');
    return {
      ...found,
      data: viewEach(keys, found.data, (open, row) =>
        actView(row, maskedConsentAddress(open, { ...row, id: row.consent_id }) || null),
      ),
    };
  });
}

const actView = (row: ActRow, address: string | null) => ({
  id: row.id,
  consent_id: row.consent_id,
  action: row.action,
  state_after: row.state_after,
  source: row.source,
  source_stated: row.source_stated,
  channel: row.channel,
  purpose: row.purpose,
  address,
  address_absent: addressAbsent(address, row.address_gone),
  actor: { type: row.actor_type, id: row.actor_id },
  captured_at: row.captured_at,
  recorded_at: row.recorded_at,
});
