import type { KeyObject } from 'node:crypto';
import {
  METADATA_ENCODING_KEY,
  type Payload,
  type PayloadCodec,
  type SerializationContext,
} from '@temporalio/common';
import proto from '@temporalio/proto';
import { tenantOfProcess } from '#domain/processes.ts';
import { deriveKey, decrypt, encrypt, keyVersionOf, type VersionedKey } from '#lib/crypto.ts';
import { own } from '#lib/own.ts';

const ENCODING = 'binary/encrypted';
/** Names the organisation a payload is encrypted for, in clear; workflow ids name it too. */
const TENANT_KEY = 'tenant';

/** Encrypts and decrypts single payloads. `tenantId` is null where a payload is of the whole installation. */
export type PayloadCipher = {
  seal(payload: Payload, tenantId: string | null): Payload;
  /**
   * What is not encrypted comes back as it is.
   * @throws Error for a payload that was altered, or encrypted with another key or for another organisation
   */
  open(payload: Payload, tenantId: string | null): Payload;
};

const { Payload: wire } = proto.temporal.api.common.v1;

/** @param rootKey payloads' own key is derived from it */
export function createPayloadCipher(rootKey: KeyObject): PayloadCipher {
  const key: VersionedKey = { version: 1, key: deriveKey(rootKey, 'temporal-payloads:1') };
  return {
    seal: (payload, tenantId) => ({
      metadata: {
        [METADATA_ENCODING_KEY]: Buffer.from(ENCODING),
        ...(tenantId === null ? {} : { [TENANT_KEY]: Buffer.from(tenantId) }),
      },
      data: encrypt(key, Buffer.from(wire.encode(payload).finish()), placeOf(tenantId)),
    }),
    open(payload, tenantId) {
      if (textOf(payload, METADATA_ENCODING_KEY) !== ENCODING || !payload.data) return payload;
      const encrypted = Buffer.from(payload.data);
      if (keyVersionOf(encrypted) !== key.version)
        throw new Error('sealed with a key we do not have');
      return wire.decode(decrypt(key, encrypted, placeOf(tenantId)));
    },
  };
}

/** Bound into the encryption: with the name of another organisation, or none, a payload does not open. */
const placeOf = (tenantId: string | null): string =>
  tenantId === null ? 'temporal-payload' : `temporal-payload|${tenantId}`;

const textOf = ({ metadata }: Payload, name: string): string | null => {
  const value = own(metadata ?? {}, name);
  return value ? Buffer.from(value).toString() : null;
};

/**
 * Encrypts every payload that goes to Temporal, for the organisation whose process it is of. Inputs and results are ids
 * already; this keeps even those, and whatever a failure says, from whoever reads the history without the key. Payloads
 * from before organisations were named open too.
 */
export function createCodec(rootKey: KeyObject): PayloadCodec {
  const sealer = createPayloadCipher(rootKey);
  return {
    encode: async (payloads, context) => {
      const tenantId = tenantOf(context);
      return payloads.map((payload) => sealer.seal(payload, tenantId));
    },
    decode: async (payloads) =>
      payloads.map((payload) => sealer.open(payload, textOf(payload, TENANT_KEY))),
  };
}

const tenantOf = (context: SerializationContext | undefined): string | null =>
  context?.workflowId === undefined ? null : tenantOfProcess(context.workflowId);
