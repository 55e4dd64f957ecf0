import type { KeyObject } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { createCodec } from './codec.ts';

/**
 * Creates the data converter of client, worker and replay. It encrypts payloads, including the texts and stack traces
 * of failures.
 */
export const createDataConverter = (masterKey: KeyObject): DataConverter => ({
  payloadCodecs: [createCodec(masterKey)],
  failureConverterPath: fileURLToPath(new URL('./failure-converter.cjs', import.meta.url)),
});
