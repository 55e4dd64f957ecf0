import { createSecretKey } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { z } from 'zod';
import { createCodec } from '#temporal/codec.ts';
import { createDataConverter } from '#temporal/data-converter.ts';

/** Folder of recorded histories: `<workflow>-<case>.json`. */
export const HISTORIES = resolve('test/histories');

/**
 * Recorded histories are encrypted like real ones, with a public key, so that tests notice when a codec cannot
 * decrypt old histories.
 */
const KEY = createSecretKey(Buffer.alloc(32, 'recorded histories'));
export const historyConverter = (): DataConverter => createDataConverter(KEY);
export const historyCodec = (): PayloadCodec => createCodec(KEY);

/** Decrypts every payload of a history with one codec and encrypts it with another, in place. */
export async function recode(value: unknown, from: PayloadCodec, to: PayloadCodec): Promise<void> {
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) {
      if (isPayload(one)) [value[i]] = await to.encode(await from.decode([one]));
      else await recode(one, from, to);
    }
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    const entries: [string, unknown][] = Object.entries(value);
    for (const [key, one] of entries) {
      if (isPayload(one)) {
        const [payload] = await to.encode(await from.decode([one]));
        Object.assign(value, { [key]: payload });
      } else {
        await recode(one, from, to);
      }
    }
  }
}

/** A payload that the codec has encrypted; the SDK leaves some payloads, and search attributes, unencrypted. */
const isPayload = (value: unknown): value is Payload =>
  encrypted.safeParse(value).data?.metadata.encoding.toString() === 'binary/encrypted';

const encrypted = z.object({ metadata: z.object({ encoding: z.instanceof(Buffer) }) });

const { History } = proto.temporal.api.history.v1;

// The SDK's own historyToJSON fails while npm installs protobufjs twice (@temporalio/common has another copy).
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

/** Returns every committed history. */
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
