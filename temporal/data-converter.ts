import type { KeyObject } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { createCodec } from './codec.ts';

/** How client, worker and replay turn values into payloads: encrypted, failures' texts and traces included. */
export const createDataConverter = (masterKey: KeyObject): DataConverter => ({
  payloadCodecs: [createCodec(masterKey)],
  failureConverterPath: fileURLToPath(new URL('./failure-converter.cjs', import.meta.url)),
});
