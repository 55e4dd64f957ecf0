import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import type { PayloadCipher } from './codec.ts';

const base64 = z.base64('must be base64');

/** Payloads as Temporal Web and the CLI send them: protobuf's JSON form, with bytes in base64. */
export const payloadsJson = z.strictObject({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), base64).default({}), data: base64.default('') }))
    .max(1000)
    // Protobuf's JSON leaves out an empty list: the CLI sends none for a query without arguments.
    .default([]),
}); // prettier-ignore
export type PayloadsJson = z.output<typeof payloadsJson>;

/** A payload that the caller cannot decrypt: altered, or of another key or organisation. `index` says which one. */
export class UnreadablePayload extends Error {
  override readonly name = 'UnreadablePayload';
  readonly index: number;
  constructor(index: number, cause: unknown) {
    super(`payload ${index} does not open`, { cause });
    this.index = index;
  }
}

/**
 * Encrypts or decrypts payloads for one organisation (Temporal's remote codec protocol), whatever organisation the
 * payloads name.
 * @throws {UnreadablePayload} for the first payload that cannot be decrypted
 */
export function transcode(
  cipher: PayloadCipher,
  direction: 'encode' | 'decode',
  { payloads }: PayloadsJson,
  tenantId: string,
): PayloadsJson {
  const one = (json: PayloadsJson['payloads'][number], index: number): Payload => {
    const payload = fromJson(json);
    if (direction === 'encode') return cipher.encrypt(payload, tenantId);
    try {
      return cipher.decrypt(payload, tenantId);
    } catch (cause) {
      throw new UnreadablePayload(index, cause);
    }
  };
  return { payloads: payloads.map(one).map(toJson) };
}

const fromJson = ({ metadata, data }: PayloadsJson['payloads'][number]): Payload => ({
  metadata: mapValues(metadata, (value) => Buffer.from(value, 'base64')),
  data: Buffer.from(data, 'base64'),
});

const toJson = ({ metadata, data }: Payload): PayloadsJson['payloads'][number] => ({
  metadata: mapValues(metadata ?? {}, (value) => Buffer.from(value).toString('base64')),
  data: Buffer.from(data ?? []).toString('base64'),
});

const mapValues = <A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
