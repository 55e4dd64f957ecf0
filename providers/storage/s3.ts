import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  NoSuchKey,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { plainKey } from './key.ts';
import type { S3Location } from './location.ts';

/** Bytes of a part of a large file: S3's smallest. Two parts are under way at a time, so this is the memory used. */
const PART = 5 * 2 ** 20;
const DAY = 86_400_000;

/**
 * Files in a bucket of S3 or anything that speaks like it. The same as on disk: a file is there whole or not at
 * all (a multipart upload appears when it is completed, and is aborted when its content ends early). Credentials
 * and what the address leaves out come from the SDK's usual environment (AWS_ACCESS_KEY_ID, AWS_REGION, …).
 * "Slow down" and lost connections are tried again by the SDK, five times in all.
 */
export function createS3Storage(place: S3Location) {
  const client = new S3Client({
    maxAttempts: 5,
    forcePathStyle: place.pathStyle,
    ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint }),
    ...(place.region === undefined ? {} : { region: place.region }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
  });
  const { bucket: Bucket } = place;
  const at = (key: string): { Bucket: string; Key: string } => ({
    Bucket,
    Key: `${place.prefix}${plainKey(key)}`,
  });
  /** Kept for so long: nobody deletes or changes this version, the owner of the bucket included. */
  const lock = () =>
    place.retainDays === undefined
      ? {}
      : {
          ObjectLockMode: 'COMPLIANCE' as const,
          ObjectLockRetainUntilDate: new Date(Date.now() + place.retainDays * DAY),
        };
  return {
    kind: 'object storage',
    /** @returns the number of bytes written */
    async write(key: string, content: AsyncIterable<Buffer>): Promise<number> {
      let bytes = 0;
      const counted = async function* (): AsyncGenerator<Buffer> {
        for await (const piece of content) {
          bytes += piece.length;
          yield piece;
        }
      };
      const Body = Readable.from(counted(), { objectMode: false });
      const params = { ...at(key), ...lock(), Body };
      await new Upload({ client, params, partSize: PART, queueSize: 2 }).done();
      return bytes;
    },
    async *read(key: string): AsyncGenerator<Buffer> {
      const { Body } = await client.send(new GetObjectCommand(at(key)));
      if (Body instanceof Readable) for await (const piece of Body) yield Buffer.from(piece);
    },
    /** A small file as text; null when there is none. */
    async readText(key: string): Promise<string | null> {
      try {
        const { Body } = await client.send(new GetObjectCommand(at(key)));
        return (await Body?.transformToString()) ?? '';
      } catch (error) {
        if (error instanceof NoSuchKey) return null;
        throw error;
      }
    },
    /** The keys that begin so, in order. */
    async *list(prefix: string): AsyncGenerator<string> {
      const input = { Bucket, Prefix: `${place.prefix}${prefix}` };
      for await (const page of paginateListObjectsV2({ client }, input)) {
        for (const { Key } of page.Contents ?? []) if (Key) yield Key.slice(place.prefix.length);
      }
    },
    async remove(key: string): Promise<void> {
      await client.send(new DeleteObjectCommand(at(key)));
    },
    /** Resolves when the bucket answers to these credentials. */
    async ping(): Promise<void> {
      const patience = { abortSignal: AbortSignal.timeout(5_000) };
      await client.send(new HeadBucketCommand({ Bucket }), patience);
    },
  };
}
