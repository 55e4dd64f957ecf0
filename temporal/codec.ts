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
/** Metadata field that names the payload's organisation, in clear; workflow ids contain it too. */
const TENANT_KEY = 'tenant';

/** Encrypts and decrypts single payloads. `tenantId` is null for payloads of the whole installation. */
export type PayloadCipher = {
  encrypt(payload: Payload, tenantId: string | null): Payload;
  /**
   * Decrypts a payload. An unencrypted payload is returned unchanged.
   * @throws {Error} for a payload that was altered, or encrypted with another key or for another organisation
   */
  decrypt(payload: Payload, tenantId: string | null): Payload;
};

const { Payload: wire } = proto.temporal.api.common.v1;

/**
 * Creates the cipher.
 * @param rootKey the key for payloads is derived from it
 */
export function createPayloadCipher(rootKey: KeyObject): PayloadCipher {
  const key: VersionedKey = { version: 1, key: deriveKey(rootKey, 'temporal-payloads:1') };
  return {
    encrypt: (payload, tenantId) => ({
      metadata: {
        [METADATA_ENCODING_KEY]: Buffer.from(ENCODING),
        ...(tenantId === null ? {} : { [TENANT_KEY]: Buffer.from(tenantId) }),
      },
      data: encrypt(key, Buffer.from(wire.encode(payload).finish()), aadOf(tenantId)),
    }),
    decrypt(payload, tenantId) {
      if (textOf(payload, METADATA_ENCODING_KEY) !== ENCODING || !payload.data) return payload;
      const encrypted = Buffer.from(payload.data);
      if (keyVersionOf(encrypted) !== key.version)
        throw new Error('encrypted with a key that this process does not have');
      return wire.decode(decrypt(key, encrypted, aadOf(tenantId)));
    },
  };
}

/** Binds a payload to its organisation: with another organisation's name, or none, it cannot be decrypted. */
const aadOf = (tenantId: string | null): string =>
  tenantId === null ? 'temporal-payload' : `temporal-payload|${tenantId}`;

const textOf = ({ metadata }: Payload, name: string): string | null => {
  const value = own(metadata ?? {}, name);
  return value ? Buffer.from(value).toString() : null;
};

/**
 * Encrypts every payload that goes to Temporal, for the organisation of the process. Inputs and results are only ids,
 * but encryption hides even those, and the text of failures, from anybody who reads the history without the key.
 * Payloads from before the organisation was named can still be decrypted.
 */
export function createCodec(rootKey: KeyObject): PayloadCodec {
  const cipher = createPayloadCipher(rootKey);
  return {
    encode: async (payloads, context) => {
      const tenantId = tenantOf(context);
      return payloads.map((payload) => cipher.encrypt(payload, tenantId));
    },
    decode: async (payloads) =>
      payloads.map((payload) => cipher.decrypt(payload, textOf(payload, TENANT_KEY))),
  };
}

const tenantOf = (context: SerializationContext | undefined): string | null =>
  context?.workflowId === undefined ? null : tenantOfProcess(context.workflowId);
