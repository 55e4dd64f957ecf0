import { randomUUID } from 'node:crypto';
import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { readMail, type ReadMail } from './read-mail.ts';

/** A mail is stored as it came and parsed when somebody looks: parsing takes 50 times as long as storing. */
export type Received = { to: string; from: string } & (
  { channel: 'sms'; text: string } | { channel: 'email'; source: Uint8Array }
);
export type InboxItem = ReadMail & {
  id: string;
  channel: 'sms' | 'email';
  to: string;
  from: string;
  received_at: string;
};

export type Inbox = {
  add(received: readonly Received[]): void;
  /**
   * Lists the newest first.
   * @param before the `next_cursor` of the previous page
   */
  list(filter: {
    channel?: string | undefined;
    to?: string | undefined;
    limit: number;
    before?: number;
  }): Promise<{ data: InboxItem[]; next_cursor: string | null }>;
  get(id: string): Promise<InboxItem | null>;
  count(): number;
  clear(): void;
  close(): void;
};

/** Only the own user may read the file: texts and mails contain codes. SQLite gives its side files the same mode. */
function forUsOnly(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

/** Number of newest items that are kept. */
const KEEP = 50_000;

/**
 * Opens the store of what the local receivers received: one SQLite file that survives a restart. Development only.
 * @param file its path, or `:memory:`
 */
export function openInbox(file: string, keep = KEEP): Inbox {
  if (file !== ':memory:') forUsOnly(file);
  const db = new DatabaseSync(file);
  db.exec(`
    pragma journal_mode = wal; pragma synchronous = off; pragma busy_timeout = 5000;
    drop table if exists inbox;
    create table if not exists received (
      seq integer primary key autoincrement, id text unique not null, channel text not null,
      recipient text not null, sender text not null, received_at text not null,
      body text, source blob);
    create index if not exists received_recipient on received (recipient, seq);
    create index if not exists received_channel on received (channel, seq);
  `);
  const insert = db.prepare(
    `insert into received (id, channel, recipient, sender, received_at, body, source)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const trim = db.prepare('delete from received where seq <= (select max(seq) from received) - ?');
  let added = 0;
  return {
    add(received) {
      const now = new Date().toISOString();
      db.exec('begin');
      for (const item of received) {
        const [body, source] = item.channel === 'sms' ? [item.text, null] : [null, item.source];
        insert.run(randomUUID(), item.channel, item.to.toLowerCase(), item.from, now, body, source);
      }
      added += received.length;
      if (added > keep / 20) {
        trim.run(keep);
        added = 0;
      }
      db.exec('commit');
    },
    async list({ channel = null, to, limit, before = null }) {
      const recipient = to?.toLowerCase() ?? null;
      const rows = db
        .prepare(
          `select * from received where ${channel === null ? '? is null' : 'channel = ?'}
             and ${recipient === null ? '? is null' : 'recipient = ?'}
             and (? is null or seq < ?)
           order by seq desc limit ?`,
        )
        .all(channel, recipient, before, before, limit + 1);
      const last = rows[limit - 1];
      return {
        data: await Promise.all(rows.slice(0, limit).map(itemOf)),
        next_cursor: rows.length > limit && last ? String(last['seq']) : null,
      };
    },
    async get(id) {
      const row = db.prepare('select * from received where id = ?').get(id);
      return row ? itemOf(row) : null;
    },
    count: () => Number(db.prepare('select count(*) as n from received').get()?.['n'] ?? 0),
    clear: () => db.exec('delete from received'),
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}

async function itemOf(row: Record<string, unknown>): Promise<InboxItem> {
  const source = row['source'];
  const read =
    source instanceof Uint8Array ? await readMail(source) : { text: String(row['body']) };
  return {
    id: String(row['id']),
    channel: row['channel'] === 'sms' ? 'sms' : 'email',
    to: String(row['recipient']),
    from: String(row['sender']),
    ...read,
    received_at: String(row['received_at']),
  };
}
