import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import type { PayloadCipher } from './codec.ts';

const base64 = z.base64('must be base64');

/** Payloads as Temporal Web and the CLI send them: protobuf's JSON form, bytes in base64. */
export const payloadsJson = z.strictObject({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), base64).default({}), data: base64.default('') }))
    .max(1000),
}); // prettier-ignore
export type PayloadsJson = z.output<typeof payloadsJson>;

/** A payload that is not the caller's to open: altered, of another key or organisation. `index` says which. */
export class UnreadablePayload extends Error {
  override readonly name = 'UnreadablePayload';
  readonly index: number;
  constructor(index: number, cause: unknown) {
    super(`payload ${index} does not open`, { cause });
    this.index = index;
  }
}

/**
 * Encrypts or decrypts payloads of one organisation (Temporal's remote codec protocol), whatever they say they are of.
 * @throws UnreadablePayload
 */
export function transcode(
  sealer: PayloadCipher,
  way: 'encode' | 'decode',
  { payloads }: PayloadsJson,
  tenantId: string,
): PayloadsJson {
  const one = (json: PayloadsJson['payloads'][number], index: number): Payload => {
    const payload = fromJson(json);
    if (way === 'encode') return sealer.seal(payload, tenantId);
    try {
      return sealer.open(payload, tenantId);
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
