import { createHash } from 'node:crypto';

/** A multipart upload, with its parts by number. */
export type Upload = { key: string; parts: Map<number, Buffer>; lockedUntil: string | null };

export type Stored = { content: Buffer; lockedUntil: string | null };

/** Faults and their number: the next requests meet them. */
export type Trouble = { slowDown: number; cut: number; cutBody: number };

export type Bucket = {
  objects: Map<string, Stored>;
  /** Multipart uploads that were neither completed nor aborted. */
  uploads: Map<string, Upload>;
  trouble: Trouble;
};

/** One request about one object, after its signature was checked and its content was unchunked. */
export type Asked = {
  key: string;
  query: URLSearchParams;
  content: Buffer;
  lockedUntil: string | null;
};

export const etag = (content: Buffer): string =>
  `"${createHash('md5').update(content).digest('hex')}"`;
