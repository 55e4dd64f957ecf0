import { createSecretKey } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import proto from '@temporalio/proto';
import { createDataConverter } from '#temporal/data-converter.ts';

/** Where recorded histories are kept: `<workflow>-<case>.json`. */
export const HISTORIES = resolve('test/histories');

/** Sealed like real ones, with a key everybody knows: a codec that cannot open old histories is noticed. */
export const historyConverter = (): DataConverter =>
  createDataConverter(createSecretKey(Buffer.alloc(32, 'recorded histories')));

const { History } = proto.temporal.api.history.v1;

// The SDK's own historyToJSON fails while npm installs protobufjs twice (@temporalio/common has another).
export const historyToText = (history: proto.temporal.api.history.v1.IHistory): string =>
  JSON.stringify(
    History.toObject(History.fromObject(history), { longs: String, enums: String, bytes: String }),
    null,
    2,
  );

export type RecordedHistory = {
  name: string;
  workflow: string;
  history: proto.temporal.api.history.v1.IHistory;
};

/** Every committed history. */
export async function recordedHistories(): Promise<RecordedHistory[]> {
  const names = (await readdir(HISTORIES)).filter((file) => file.endsWith('.json'));
  return Promise.all(
    names.sort().map(async (file) => ({
      name: file.replace(/\.json$/, ''),
      workflow: file.split('-')[0] ?? '',
      history: History.fromObject(JSON.parse(await readFile(join(HISTORIES, file), 'utf8'))),
    })),
  );
}
