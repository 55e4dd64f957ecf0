import type { TenantId } from '#lib/ids.ts';
import type { Services } from '../context.ts';
import { SCANNER_SECONDS, type Visitor } from './rules.ts';

export type TrackedEvent = {
  tenantId: TenantId;
  messageId: string;
  type: 'opened' | 'clicked';
  by: Visitor;
  /** Of a click: the link, without its query, which may name a person. */
  link?: string;
  /** By `performance.now()` of this process, which waits with it until it is written. */
  arrived: number;
};

/** More of one kind for one message say nothing new; a scanner must not fill the ledger. */
const MOST_OF_A_KIND = 100;

/**
 * Adds what came back of messages to the ledger, one statement for each tenant. What came too soon after
 * the sending is a machine's whatever it called itself.
 */
export async function recordEvents(
  services: Pick<Services, 'db'>,
  events: readonly TrackedEvent[],
): Promise<void> {
  for (const [tenantId, mine] of Map.groupBy(events, (event) => event.tenantId)) {
    const rows = mine.map(({ messageId, type, by, link, arrived }) => ({
      messageId,
      type,
      by,
      link,
      ago: performance.now() - arrived,
    }));
    await services.db.withTenant({ tenantId }, (trx) =>
      trx.raw(
        `insert into message_events (tenant_id, message_id, type, occurred_at, detail)
         select m.tenant_id, m.id, r.type, r.at, jsonb_strip_nulls(jsonb_build_object('link', r.link, 'by',
           case when r.at < m.sent_at + :soon * interval '1 second' then 'machine' else r.by end))
         from (select *, now() - ago * interval '1 millisecond' as at from jsonb_to_recordset(:rows::jsonb)
           as e("messageId" uuid, type text, by text, link text, ago float8)) r
         join messages m on m.tenant_id = :tenant and m.id = r."messageId"
         where (select count(*) from message_events e where e.tenant_id = m.tenant_id
           and e.message_id = m.id and e.type = r.type) < :most`,
        {
          rows: JSON.stringify(rows),
          tenant: tenantId,
          soon: SCANNER_SECONDS,
          most: MOST_OF_A_KIND,
        },
      ),
    );
  }
}

export type EventRecorder = {
  /** Takes an event in; returns at once. */
  add(event: TrackedEvent): void;
  /** Writes what is waiting; part of every orderly end. */
  close(): Promise<void>;
};

/**
 * Collects events and writes them in batches, so that a picture or a redirect never waits for the database.
 * What cannot be written is kept and tried again; `lost` hears how many did not fit any more.
 */
export function createEventRecorder(
  services: Pick<Services, 'db'>,
  options: {
    everyMs?: number;
    most?: number;
    lost?: (events: number, error: unknown) => void;
  } = {},
): EventRecorder {
  const { everyMs = 500, most = 50_000, lost = () => undefined } = options;
  let waiting: TrackedEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  const plan = (): void => {
    timer ??= setTimeout(write, everyMs);
  };
  const write = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing ??= flush().finally(() => {
      writing = undefined;
      if (waiting.length) plan();
    });
    return writing;
  };
  const flush = async (): Promise<void> => {
    const batch = waiting.splice(0, 1_000);
    try {
      await recordEvents(services, batch);
    } catch (error) {
      waiting = [...batch, ...waiting];
      const over = waiting.length - most;
      if (over > 0) {
        waiting.splice(0, over);
        lost(over, error);
      }
    }
  };
  return {
    add(event) {
      waiting.push(event);
      plan();
    },
    async close() {
      // A batch that fails twice at the end is given up, and said.
      for (let tries = 0; waiting.length && tries < 60; tries++) {
        const before = waiting.length;
        await write();
        if (waiting.length === before && tries > 1) break;
      }
      clearTimeout(timer);
      if (waiting.length) lost(waiting.length, new Error('the database could not be reached'));
      waiting = [];
    },
  };
}
