import type { Trx } from '#lib/db.ts';
import type { TenantId } from '#lib/ids.ts';
import type { Services } from '../context.ts';
import { judge, type HandedOver, type Visit } from './judge.ts';
import type { Visitor } from './visitors.contract.ts';

export type TrackedEvent = {
  tenantId: TenantId;
  messageId: string;
  type: 'opened' | 'clicked';
  by: Visitor;
  /** For a click: the link without its query, which may contain a person's name. */
  link?: string;
  /** By `performance.now()` of this process, which keeps the event until it is written. */
  arrived: number;
};

/** More events of one kind and visitor for one message add nothing; a scanner must not fill the ledger. */
const MOST_OF_A_KIND = 100;

/**
 * Adds events of messages to the ledger, each with the verdict on its own request, and judges those messages again
 * over all their visits. Two parallel processes take turns on a message.
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
    const ids = [...new Set(mine.map(({ messageId }) => messageId))];
    await services.db.withTenant({ tenantId }, async (trx) => {
      const messages: Judged[] = await trx('messages')
        .whereRaw('id = any(?::uuid[])', [ids])
        .orderBy('id')
        .forUpdate()
        .select('id', 'status', 'sent_at');
      await trx.raw(
        `insert into message_events (tenant_id, message_id, type, occurred_at, detail)
         select m.tenant_id, m.id, r.type, r.at, jsonb_strip_nulls(jsonb_build_object('link', r.link, 'by', r.by))
         from (select *, now() - ago * interval '1 millisecond' as at from jsonb_to_recordset(:rows::jsonb)
           as e("messageId" uuid, type text, by text, link text, ago float8)) r
         join messages m on m.tenant_id = :tenant and m.id = r."messageId"
         where (select count(*) from message_events e where e.tenant_id = m.tenant_id
           and e.message_id = m.id and e.type = r.type and e.detail ->> 'by' = r.by) < :most`,
        {
          rows: JSON.stringify(rows),
          tenant: tenantId,
          most: MOST_OF_A_KIND,
        },
      );
      await judgeAnew(trx, messages);
    });
  }
}

type Judged = { id: string; status: string; sent_at: Date | null };
type Row = {
  message_id: string;
  type: Visit['type'];
  at: Date;
  by: Visitor | null;
  link: string | null;
};

const UNDER_WAY: ReadonlySet<string> = new Set(['queued', 'sending']);

async function judgeAnew(trx: Trx, messages: readonly Judged[]): Promise<void> {
  const rows: Row[] = await trx('message_events')
    .whereRaw('message_id = any(?::uuid[])', [messages.map(({ id }) => id)])
    .whereIn('type', ['opened', 'clicked'])
    .orderBy(['occurred_at', 'id'])
    .select(
      'message_id',
      'type',
      'occurred_at as at',
      trx.raw(`detail ->> 'by' as by`),
      trx.raw(`detail ->> 'link' as link`),
    );
  const visits = Map.groupBy(rows, (row) => row.message_id);
  const told = messages.map((message) => {
    const { opened, clicked } = judge(
      (visits.get(message.id) ?? []).map((row) => ({
        type: row.type,
        at: row.at.getTime(),
        by: row.by ?? 'unknown',
        link: row.link,
      })),
      handedOver(message),
    );
    return { id: message.id, opened, clicked };
  });
  await trx.raw(
    `update messages m set opened_by = t.opened, clicked_by = t.clicked
     from jsonb_to_recordset(?::jsonb) as t(id uuid, opened text, clicked text)
     where m.id = t.id and (m.opened_by, m.clicked_by) is distinct from (t.opened, t.clicked)`,
    [JSON.stringify(told)],
  );
}

/** Returns when a message was handed over, for `judge`. */
export const handedOver = ({ status, sent_at }: Omit<Judged, 'id'>): HandedOver => {
  if (sent_at) return sent_at.getTime();
  return UNDER_WAY.has(status) ? 'under_way' : null;
};

export type EventRecorder = {
  /** Queues an event; returns at once. */
  add(event: TrackedEvent): void;
  /** Writes the queued events; part of every orderly shutdown. */
  close(): Promise<void>;
};

/**
 * Collects events and writes them in batches, so that a picture or a redirect never waits for the database. Events
 * that cannot be written are kept and tried again; `lost` is called with the number that no longer fitted.
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
      // A batch that fails twice at shutdown is given up and reported.
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
