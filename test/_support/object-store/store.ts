import { createHash } from 'node:crypto';

/** A file that comes in parts, by their numbers. */
export type Upload = { key: string; parts: Map<number, Buffer>; lockedUntil: string | null };

export type Stored = { content: Buffer; lockedUntil: string | null };

/** What goes wrong, and how often: the next requests meet it. */
export type Trouble = { slowDown: number; cut: number; cutBody: number };

export type Bucket = {
  objects: Map<string, Stored>;
  /** Uploads in parts that were neither completed nor aborted. */
  uploads: Map<string, Upload>;
  trouble: Trouble;
};

/** One request about one object, its signature checked and its content out of its chunks. */
export type Asked = {
  key: string;
  query: URLSearchParams;
  content: Buffer;
  lockedUntil: string | null;
};

export const etag = (content: Buffer): string =>
  `"${createHash('md5').update(content).digest('hex')}"`;
