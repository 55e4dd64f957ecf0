import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { REVOKED } from '../reopen-request.ts';

/** Selects the rows of requests, with the reason why an open one was tried without a result (`failure`). */
export const requestRows = (trx: Trx): Knex.QueryBuilder =>
  trx('privacy_requests').select(
    'privacy_requests.*',
    trx.raw(
      `case when privacy_requests.status = 'open' then coalesce(
         (select case x.status when 'revoked' then ? else x.failure end from privacy_exports x
          where x.tenant_id = privacy_requests.tenant_id and x.id = privacy_requests.process_id),
         (select e.failure from privacy_erasures e
          where e.tenant_id = privacy_requests.tenant_id and e.id = privacy_requests.process_id)) end as failure`,
      [REVOKED],
    ),
  );
