import type { Payload, PayloadCodec } from '@temporalio/common';
import { z } from 'zod';

const base64 = z.base64('must be base64');

/** Payloads as Temporal Web and the CLI send them: protobuf's JSON form, bytes in base64. */
export const payloadsJson = z.strictObject({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), base64).default({}), data: base64.default('') }))
    .max(1000),
}); // prettier-ignore
export type PayloadsJson = z.output<typeof payloadsJson>;

/** A payload that is not ours to open: altered, or sealed with another key. `index` says which. */
export class UnreadablePayload extends Error {
  override readonly name = 'UnreadablePayload';
  readonly index: number;
  constructor(index: number, cause: unknown) {
    super(`payload ${index} was altered, or sealed with another key`, { cause });
    this.index = index;
  }
}

/**
 * Seals or opens payloads for whoever may see them (Temporal's remote codec protocol).
 * @throws UnreadablePayload
 */
export async function transcode(
  codec: PayloadCodec,
  way: 'encode' | 'decode',
  { payloads }: PayloadsJson,
): Promise<PayloadsJson> {
  const one = async (json: PayloadsJson['payloads'][number], index: number): Promise<Payload> => {
    const payload = fromJson(json);
    const [done] = await codec[way]([payload]).catch((cause: unknown) => {
      throw new UnreadablePayload(index, cause);
    });
    return done ?? payload;
  };
  return { payloads: (await Promise.all(payloads.map(one))).map(toJson) };
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
