import type { KeyObject } from 'node:crypto';
import { METADATA_ENCODING_KEY, type Payload, type PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { deriveKey, open, seal, sealedVersion, type VersionedKey } from '#lib/crypto.ts';

const ENCODING = 'binary/encrypted';
const AAD = 'temporal-payload';

/**
 * Seals every payload that goes to Temporal. Inputs and results are ids already; this keeps even those,
 * and whatever a failure says, from whoever reads the history without the key.
 */
export function createCodec(masterKey: KeyObject): PayloadCodec {
  const key: VersionedKey = { version: 1, key: deriveKey(masterKey, 'temporal-payloads:1') };
  return {
    encode: async (payloads) => payloads.map((p) => encode(key, p)),
    decode: async (payloads) => payloads.map((p) => decode(key, p)),
  };
}

const { Payload: wire } = proto.temporal.api.common.v1;

function encode(key: VersionedKey, payload: Payload): Payload {
  return {
    metadata: { [METADATA_ENCODING_KEY]: Buffer.from(ENCODING) },
    data: seal(key, Buffer.from(wire.encode(payload).finish()), AAD),
  };
}

function decode(key: VersionedKey, payload: Payload): Payload {
  const encoding = payload.metadata?.[METADATA_ENCODING_KEY];
  if (!encoding || Buffer.from(encoding).toString() !== ENCODING || !payload.data) return payload;
  const sealed = Buffer.from(payload.data);
  if (sealedVersion(sealed) !== key.version) throw new Error('sealed with a key we do not have');
  return wire.decode(open(key, sealed, AAD));
}
