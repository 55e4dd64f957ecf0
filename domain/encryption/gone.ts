/**
 * Whether an error says that a file is not there, in the words of a disk or of object storage; anything else
 * may pass. Retention and erasure take files away at any moment.
 */
export const isGone = (error: unknown): boolean =>
  error instanceof Error &&
  ('code' in error ? error.code === 'ENOENT' : error.name === 'NoSuchKey');
