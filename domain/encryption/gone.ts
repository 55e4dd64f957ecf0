/**
 * Returns whether an error means that a file does not exist, on disk or in object storage. Other errors may be
 * temporary. Retention and erasure can delete files at any moment.
 */
export const isGone = (error: unknown): boolean =>
  error instanceof Error &&
  ('code' in error ? error.code === 'ENOENT' : error.name === 'NoSuchKey');
