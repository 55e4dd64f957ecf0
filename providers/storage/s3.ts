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

/** Bytes of a part of a large file: S3's minimum. Two parts are sent at a time, so memory use is twice this. */
const PART = 5 * 2 ** 20;
const DAY = 86_400_000;

/**
 * Stores files in a bucket of S3 or a compatible server. As on disk, a file is never partial: a multipart upload
 * appears when it is completed, and is aborted when its content ends early. Credentials and everything that the
 * address omits come from the SDK's usual environment (AWS_ACCESS_KEY_ID, AWS_REGION, …). The SDK retries "Slow down"
 * and lost connections, five attempts in all.
 */
export function createS3Storage(location: S3Location) {
  const client = new S3Client({
    maxAttempts: 5,
    forcePathStyle: location.pathStyle,
    ...(location.endpoint === undefined ? {} : { endpoint: location.endpoint }),
    ...(location.region === undefined ? {} : { region: location.region }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
  });
  const { bucket: Bucket } = location;
  const at = (key: string): { Bucket: string; Key: string } => ({
    Bucket,
    Key: `${location.prefix}${plainKey(key)}`,
  });
  /** Object lock of a new file: until then nobody can delete or change this version, not even the bucket's owner. */
  const lock = () =>
    location.retainDays === undefined
      ? {}
      : {
          ObjectLockMode: 'COMPLIANCE' as const,
          ObjectLockRetainUntilDate: new Date(Date.now() + location.retainDays * DAY),
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
    /** Returns a small file as text; null when there is none. */
    async readText(key: string): Promise<string | null> {
      try {
        const { Body } = await client.send(new GetObjectCommand(at(key)));
        return (await Body?.transformToString()) ?? '';
      } catch (error) {
        if (error instanceof NoSuchKey) return null;
        throw error;
      }
    },
    /** Lists the keys with a prefix, in order. */
    async *list(prefix: string): AsyncGenerator<string> {
      const input = { Bucket, Prefix: `${location.prefix}${prefix}` };
      for await (const page of paginateListObjectsV2({ client }, input)) {
        for (const { Key } of page.Contents ?? []) if (Key) yield Key.slice(location.prefix.length);
      }
    },
    async remove(key: string): Promise<void> {
      await client.send(new DeleteObjectCommand(at(key)));
    },
    /** Resolves when the bucket answers with these credentials. */
    async ping(): Promise<void> {
      const patience = { abortSignal: AbortSignal.timeout(5_000) };
      await client.send(new HeadBucketCommand({ Bucket }), patience);
    },
  };
}
