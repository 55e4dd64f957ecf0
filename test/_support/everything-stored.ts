import type { KeyObject } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import pg from 'pg';
import { z } from 'zod';
import { createCodec } from '#temporal/codec.ts';

/** A storage location and its whole content as text. */
export type Stored = { where: string; text: string };

/**
 * Returns every row of every table of a database, including those of the identity library and the migrations; bytea
 * as hex.
 */
export async function* databaseRows(url: string): AsyncGenerator<Stored> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(`
      select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
      order by 1`);
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(
        `select t::text as text from ${name} t`,
      );
      yield { where: `table ${name}`, text: rows.map((row) => row.text).join('\n') };
    }
  } finally {
    await client.end();
  }
}

const { History } = proto.temporal.api.history.v1;
const { WorkflowExecutionInfo } = proto.temporal.api.workflow.v1;

/** Returns every workflow's history and description, as stored by the server and as decrypted by the codec. */
export async function* workflowHistories(
  address: string,
  masterKey: KeyObject,
): AsyncGenerator<Stored> {
  const codec = createCodec(masterKey);
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    for await (const { workflowId, runId, raw } of client.workflow.list()) {
      const info = WorkflowExecutionInfo.encode(raw).finish();
      yield { where: `description of ${workflowId}`, text: Buffer.from(info).toString('latin1') };
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      const bytes = History.encode(history).finish();
      yield { where: `history of ${workflowId}`, text: Buffer.from(bytes).toString('latin1') };
      const payloads = await codec.decode([...payloadsIn(history)]);
      const decoded = payloads.map(({ data }) => Buffer.from(data ?? []).toString('latin1'));
      yield { where: `payloads of ${workflowId}`, text: decoded.join('\n') };
    }
  } finally {
    await connection.close();
  }
}

/** Yields every payload in a history. */
function* payloadsIn(value: unknown): Generator<Payload> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if ('metadata' in value && 'data' in value && value.data instanceof Uint8Array) {
    const metadata = z.record(z.string(), z.instanceof(Uint8Array)).safeParse(value.metadata);
    if (metadata.success) yield { metadata: metadata.data, data: value.data };
  }
  for (const inner of Object.values(value)) yield* payloadsIn(inner);
}

/**
 * Yields every file below a folder, as bytes.
 * @param leaveOut names of files that are not Assent's own storage
 */
export async function* files(folder: string, leaveOut: RegExp): AsyncGenerator<Stored> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || leaveOut.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    yield { where: `file ${path.slice(folder.length + 1)}`, text: bytes.toString('latin1') };
  }
}
