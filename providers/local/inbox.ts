import { DatabaseSync } from 'node:sqlite';
import { randomUUID } from 'node:crypto';

export type Received = {
  channel: 'sms' | 'email';
  to: string;
  from: string;
  subject?: string | undefined;
  text: string;
  html?: string | undefined;
  headers?: Record<string, string> | undefined;
};
export type InboxItem = Received & { id: string; received_at: string };

/** Newest that are kept. */
const KEEP = 20_000;

type Row = { seq: number; id: string; received_at: string; item: string };

/** What the local receivers got, in one SQLite file that survives a restart. Development only. */
export function openInbox(file: string) {
  const db = new DatabaseSync(file);
  db.exec(`
    pragma journal_mode = wal; pragma synchronous = off;
    create table if not exists inbox (
      seq integer primary key autoincrement, id text unique not null, channel text not null,
      recipient text not null, received_at text not null, item text not null);
    create index if not exists inbox_recipient on inbox (recipient, seq);
  `);
  const insert = db.prepare(
    'insert into inbox (id, channel, recipient, received_at, item) values (?, ?, ?, ?, ?)',
  );
  const trim = db.prepare('delete from inbox where seq <= (select max(seq) from inbox) - ?');
  let added = 0;
  return {
    add(received: readonly Received[]): void {
      db.exec('begin');
      for (const item of received) {
        insert.run(
          randomUUID(),
          item.channel,
          item.to.toLowerCase(),
          new Date().toISOString(),
          JSON.stringify(item),
        );
      }
      added += received.length;
      if (added > 1000) {
        trim.run(KEEP);
        added = 0;
      }
      db.exec('commit');
    },
    /** Newest first. @param before the `next_cursor` of the page before */
    list(filter: { channel?: string; to?: string; limit: number; before?: number }): {
      data: InboxItem[];
      next_cursor: string | null;
    } {
      const rows = db
        .prepare(
          `select seq, id, received_at, item from inbox
           where (? is null or channel = ?) and (? is null or recipient = ?) and (? is null or seq < ?)
           order by seq desc limit ?`,
        )
        .all(
          filter.channel ?? null,
          filter.channel ?? null,
          filter.to?.toLowerCase() ?? null,
          filter.to?.toLowerCase() ?? null,
          filter.before ?? null,
          filter.before ?? null,
          filter.limit + 1,
        );
      const page = rows.slice(0, filter.limit);
      const last = page.at(-1);
      return {
        data: page.map(itemOf),
        next_cursor: rows.length > filter.limit && last ? String(asRow(last).seq) : null,
      };
    },
    get(id: string): InboxItem | null {
      const row = db.prepare('select seq, id, received_at, item from inbox where id = ?').get(id);
      return row ? itemOf(row) : null;
    },
    count: (): number => Number(db.prepare('select count(*) as n from inbox').get()?.['n'] ?? 0),
    clear: (): void => db.exec('delete from inbox'),
    close: (): void => db.close(),
  };
}
export type Inbox = ReturnType<typeof openInbox>;

function itemOf(row: unknown): InboxItem {
  const { id, received_at, item } = asRow(row);
  return { ...JSON.parse(item), id, received_at };
}

function asRow(row: unknown): Row {
  if (typeof row !== 'object' || row === null) throw new TypeError('not a row');
  const get = (name: string): unknown => Reflect.get(row, name);
  return {
    seq: Number(get('seq')),
    id: String(get('id')),
    received_at: String(get('received_at')),
    item: String(get('item')),
  };
}
